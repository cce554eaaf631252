# git: commits, branches, merges, conflicts, rebases, stashes, packs, clones, archives, patches, hooks, a bare repository.
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.org GIT_AUTHOR_DATE='2001-02-03T04:05:06Z' GIT_COMMITTER_DATE='2001-02-03T04:05:07+0200' GIT_CONFIG_NOSYSTEM=1 TZ=UTC
git init -q -b main work
cd work
seq 1 100 >numbers
mkdir -p deep/er
printf 'text\n' >deep/er/file
ln -s numbers link
printf '\0\1binary' >bytes
printf 'tab\tumlaut ü\n' >'näme'
chmod +x numbers
git add . && git commit -qm 'first commit'
git log --format='%H %an %ad %cd %s' --date=iso
git ls-tree -r HEAD
git status --short
git config --list --local | sort
sed -i '50s/$/ changed/; 90d' numbers
echo more >>deep/er/file
rm bytes
echo new >new
git status --porcelain
git diff
git diff --stat
git add -A
git commit -qm 'second commit'
git show --stat --format=%H HEAD
git log --oneline --graph
git checkout -qb side HEAD~1
sed -i '10s/$/ on the side/' numbers
git commit -qam side
git merge -q main -m merged
echo "status $?"
git log --graph --format='%h %s %p'
git blame -s numbers | sed -n '10p;50p'
git checkout -q main
sed -i '1s/.*/ours/' numbers
git commit -qam ours
git checkout -qb other HEAD~1
sed -i '1s/.*/theirs/' numbers
git commit -qam theirs
git merge main >/dev/null
echo "status $?"
head -n 6 numbers
git diff --name-only --diff-filter=U
git merge --abort
git rebase -q -X theirs main
echo "status $?"
head -n 1 numbers
git checkout -q main
echo stashed >>new
git stash -q
cat new
git stash pop -q
tail -n 1 new
git checkout -q -- new
git tag -a v1 -m 'a tag'
git describe
git cherry-pick side >/dev/null 2>&1
echo "status $?"
git reset -q --hard
git rev-parse HEAD v1^{tree} main~1
git branch --list
git reflog | wc -l
git gc -q
git fsck --strict
echo "status $?"
git count-objects -v | grep -v size
git verify-pack .git/objects/pack/*.idx
echo "status $?"
git cat-file --batch-check --batch-all-objects | cut -d ' ' -f 2 | sort | uniq -c | tr -s ' '
cd ..
git clone -q --bare work bare.git
git clone -q "file://$PWD/bare.git" clone
cd clone
git log -1 --format=%H
echo pushed >pushed
git add pushed
git commit -qm push
printf '#!/bin/sh\necho hook ran; cat\n' >../bare.git/hooks/post-receive
chmod +x ../bare.git/hooks/post-receive
git push -q origin HEAD 2>/dev/null
git -C ../bare.git log -1 --format='%H %s'
git pull -q
git fetch -q
git branch -r
git archive --format=tar HEAD | tar -tvf - | awk '{ print $1, $3, $NF }'
git archive --format=tar.gz HEAD deep | gzip -dc | tar -tf -
git format-patch -q -o ../patches HEAD~1
cd ../work
git am -q ../patches/*
git log -1 --format='%s %an'
git grep -n 'changed\|theirs' HEAD -- numbers
git grep -c -E '^[0-9]{2}$'
git log -S'on the side' --format=%s --all
printf '* text=auto eol=crlf\n' >.gitattributes
printf 'ignored\n*.o\n' >.gitignore
: >x.o
: >ignored
git status --short --ignored
git check-ignore -v x.o
printf 'a\r\nb\r\n' >crlf
git add crlf 2>/dev/null
git cat-file -p :crlf | od -c | head -n 1
git rev-list --count --all
git shortlog -sn HEAD
git hash-object --stdin <numbers
git bisect start -q HEAD HEAD~2 2>/dev/null | head -n 0
git bisect run sh -c '! grep -q ours numbers' >/dev/null 2>&1
git bisect log | grep -c '^git bisect'
git bisect reset 2>/dev/null
git worktree add -q ../tree side
git -C ../tree status -sb
git worktree list | wc -l
git -c protocol.file.allow=always submodule -q add ../bare.git sub 2>/dev/null
echo "status $?"
git notes add -m note HEAD
git notes show
git nonsense 2>/dev/null
echo "status $?"
git -C /nonexistent status 2>/dev/null
echo "status $?"
git -c alias.two='!echo two words' two
git -c core.pager='sed s/^/paged:/' -p log -1 --format=%s
GIT_EDITOR='sed -i s/push/pushed-again/' git commit -q --amend --allow-empty 2>/dev/null
git log -1 --format=%s
GIT_SEQUENCE_EDITOR="sed -i 2s/pick/squash/" GIT_EDITOR=true git rebase -qi HEAD~2 2>/dev/null
echo "status $?"
git log --format=%s | head -n 3
git bundle create -q ../all.bundle --all
git clone -q -b main ../all.bundle ../from 2>/dev/null
git -C ../from rev-list --count HEAD
git multi-pack-index write
git commit-graph write --reachable
git maintenance run --quiet
git fsck 2>&1 | wc -l
