# tar, gzip and xz: what goes in comes out, and each understands what a pipe brings.
mkdir -p tree/deep; seq 1 3000 >tree/numbers; printf 'short\n' >tree/deep/short; ln -s numbers tree/link; ln tree/numbers tree/hard
chmod 640 tree/deep/short; touch -d '2001-02-03 04:05:06 UTC' tree/numbers tree/deep/short; : >tree/empty; printf '\0\1\2' >tree/bytes
for way in '' z J; do
  tar -c${way}f all.tar tree; tar -t${way}f all.tar | sort; rm -rf out; mkdir out; tar -C out -x${way}f all.tar
  diff -r tree out/tree && echo same; readlink out/tree/link; stat -c '%a %s %Y %h' out/tree/numbers out/tree/deep/short
done
tar -cf - tree | gzip -9 | gzip -dc | tar -tf - | wc -l
cp tree/numbers lone; gzip -k lone; gzip -l lone.gz | awk 'NR == 2 { print $2 }'; gzip -t lone.gz; echo "status $?"
gunzip -c lone.gz | cksum; zcat lone.gz | tail -n 1
for level in 0 6 9e; do xz -k -$level -c tree/numbers | xz -dc | cksum; done
xz -k lone; xz --robot --list lone.xz | sed -n '2s/.*/&/p' | cut -f 5,7; printf 'not xz' | xz -dc 2>/dev/null; echo "status $?"
head -c 100 lone.gz | gzip -dc 2>/dev/null | head -n 3; echo "status ${PIPESTATUS[1]}"
seq 1 200000 | xz -T2 -c | xz -dc | cksum; seq 1 200000 | gzip -c | gzip -dc | cksum
tar -cf a.tar -C tree numbers; tar -rf a.tar -C tree empty; tar -tvf a.tar | awk '{ print $1, $3, $NF }'; tar -xOf a.tar numbers | cksum
tar -cf - --exclude='*e*' tree | tar -tf - | sort; tar --delete -f a.tar empty; tar -tf a.tar; tar -xf missing.tar 2>/dev/null; echo "status $?"
