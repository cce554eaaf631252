# Programs whose headers are wrong: bash says why they cannot be executed.
number() { # BYTES VALUE: little endian
  local n out= byte
  for ((n = 0; n < $1; n++)); do
    printf -v byte '\\x%02x' $((($2 >> 8 * n) & 255))
    out+=$byte
  done
  printf "$out"
}

program() { # ASSIGNMENT...: an ELF file with one segment that holds all of it, and an interpreter if asked for
  local type=2 machine=62 entry=0x400000 phoff=64 phentsize=56 phnum=1 interp= interp_size= end='\0'
  [ $# = 0 ] || local "$@"
  local size=4096 count=$phnum at=$((64 + 2 * 56))
  {
    printf '\x7fELF'; printf '\2\1\1'; number 9 0
    number 2 $type; number 2 $machine; number 4 1; number 8 $entry; number 8 $phoff; number 8 0
    number 4 0; number 2 64; number 2 $phentsize; number 2 $phnum; number 2 0; number 2 0; number 2 0
    # The interpreter's path lies behind both program headers.
    number 4 $([ -n "$interp" ] && echo 3 || echo 4); number 4 4; number 8 $at; number 8 0; number 8 0
    number 8 ${interp_size:-$((${#interp} + 1))}; number 8 ${#interp}; number 8 1
    number 4 1; number 4 5; number 8 0; number 8 0x400000; number 8 0; number 8 $size; number 8 $size
    number 8 4096
    printf "%s$end" "$interp"
  } >program
  chmod +x program
}

attempt() { # WHAT
  local told
  told=$(./program 2>&1)
  echo "$1: status $?, ${told#*line *: }"
}

program machine=40; attempt 'another machine'
program type=1; attempt 'an object file'
program type=4; attempt 'a core file'
program phnum=0; attempt 'no program headers'
program phnum=65535; attempt 'too many program headers'
program phentsize=32; attempt 'small program headers'
program phoff=100000000; attempt 'program headers past the end'
program; truncate -s 40 program; attempt 'half a header'
program; truncate -s 0 program; attempt 'empty'
program interp=/no/such/loader phnum=2; attempt 'no such interpreter'
program interp=/ phnum=2; attempt 'a folder as interpreter'
program interp=/lib/x phnum=2 end=x; attempt 'an interpreter that does not end'
program interp=/lib/x phnum=2 interp_size=1; attempt 'an interpreter of one byte'
program interp=/lib/x phnum=2 interp_size=0; attempt 'an interpreter of no bytes'
program interp=/lib/x phnum=2 interp_size=0x7fffffffffff; attempt 'an endless interpreter'
seq 1 1000 >text; chmod +x text
program interp=$PWD/text phnum=2; attempt 'text as interpreter'
program interp=$PWD/text/x phnum=2; attempt 'an interpreter below a file'
echo x >text
program interp=$PWD/text phnum=2; attempt 'too little as interpreter'
chmod -x text
program interp=$PWD/text phnum=2; attempt 'an interpreter that is not executable'
program; chmod -x program; attempt 'not executable'
