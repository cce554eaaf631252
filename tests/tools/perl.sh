# perl: numbers, strings, patterns, files, processes, signals, sockets, threads, modules with C in them.
cat >a.pl <<'END'
use strict; use warnings; use utf8; $| = 1; binmode STDOUT, ':utf8';
use POSIX qw(floor fmod strftime mktime setlocale LC_ALL :errno_h :sys_wait_h :signal_h);
use Fcntl qw(:DEFAULT :flock :seek);
use Errno;
use Cwd;
use File::Temp 'tempfile';
use File::Find;
use File::Path qw(make_path remove_tree);
use File::Copy;
use File::Basename;
use List::Util qw(sum reduce first shuffle);
use Scalar::Util qw(weaken looks_like_number);
use Data::Dumper;
use Storable qw(freeze thaw dclone);
use Encode;
use Digest::MD5 'md5_hex';
use Digest::SHA 'sha256_hex';
use MIME::Base64;
use Time::HiRes qw(sleep time alarm);
use Time::Local;
use Socket;
use IO::Handle;
use IO::Select;
use IPC::Open3;
use Math::BigInt;
use Math::BigFloat;
use Compress::Zlib;
use Unicode::Normalize;
use threads;
use threads::shared;
use Thread::Queue;

print join(' ', 0.1 + 0.2, 1e16, 1e15, 1 / 3, -7 / 2, int(-3.7), -7 % 3, 2 ** 0.5, 10 ** 20, 9 ** 9 ** 9, -9 ** 9 ** 9, 0x7fff_ffff_ffff_ffff + 1, 18446744073709551615 + 1, '3abc' * 1), "\n" if eval { no warnings; 1 };
printf "%s %d %05.2f %-6s| %+d %x %o %b %e %g %G %c %%%s %vd %3\$s %.0f %.0f %a\n", 'str', 42.9, 3.14159, 'ab', 7, 255, 8, 5, 12345.678, 0.00001234, 1e100, 65, 'x', '1.22.333', 0.5, 1.5, 1;
print join(' ', sin 1, cos 1, atan2(1, -1), exp 1, log 10, sqrt 2, hex 'ff', oct '0b101', floor(-1.5), fmod(7, 3), POSIX::strtol('77', 8), POSIX::ceil(1.2), POSIX::tanh(0.5), DBL_MAX(), abs -3), "\n" if defined &POSIX::DBL_MAX;
use POSIX 'DBL_MAX';
print Math::BigInt->new('123456789' x 3)->bpow(3), ' ', Math::BigFloat->new(2)->bsqrt(50), ' ', Math::BigInt->new(100)->bfac->length, "\n";

my $text = 'The quick brown fox';
(my $copy = $text) =~ s/(\w+) (\w+)/$2 $1/;
print "$copy ", join('|', $text =~ /\b(\w)/g), ' ', $text =~ tr/a-z//, ' ', ucfirst lc 'ÀÉÎ', ' ', uc 'größe', ' ', length 'größe', ' ', scalar reverse('abc'), ' ', sprintf('%s', join ',', map { sprintf '%04x', ord } split //, NFD('é')), "\n";
print join('|', 'a1b22c333' =~ /(\d+)/g), ' ', 'foobar' =~ /foo(?=bar)/ ? "<$&$'>" : '', ' ', '2024-02-29' =~ /^(?<y>\d+)-(?<m>\d+)/ ? "$+{m}/$+{y}" : '', ' ', join('|', split /\s*,\s*/, 'a , b,c'), ' ', 'x=1;y=2' =~ s/(\w)=(\d)/$1.'='.($2 * 2)/ger, ' ', '((a)(b(c)))' =~ /^(\((?:[^()]|(?1))*\))$/ ? 'balanced' : 'not', ' ', "\x{3b1}\x{3b2}" =~ /^\p{Greek}+$/ ? 'greek' : 'no', "\n";
print join(' ', map { "$_=" . {a => 1, b => 2}->{$_} } sort qw(b a)), ' ', sum(1 .. 100), ' ', (reduce { $a * $b } 1 .. 10), ' ', first(sub { $_ > 3 }, 1 .. 9), ' ', join(',', sort { $b <=> $a } 10, 9, 100, 1), ' ', join(',', (1 .. 10)[2 .. 4]), ' ', join(',', splice @{[1 .. 9]}, 2, 3), "\n";
{ local $Data::Dumper::Sortkeys = 1; local $Data::Dumper::Indent = 1; print Dumper(thaw(freeze({list => [1, 'two', 3.5], deep => {x => undef}}))); }
print unpack('H*', pack 'nNvVqa3Z5dw', 1, 2, 3, 4, -5, 'abc', 'zed', 1.5, 300), ' ', md5_hex(''), ' ', sha256_hex('abc'), ' ', encode_base64('binary' . chr 255, ''), ' ', length(encode 'UTF-16LE', '日本'), ' ', decode('iso-8859-1', "\xe9"), ' ', crc32('hello'), ' ', length(uncompress(compress('x' x 1000))), "\n";
print eval { die {code => 5} } // "died with $@->{code}", ' ', eval { my @a = (1) x -1; my $x = 1 / @a } // $@;
print 'eval: ', eval('1 +') // ($@ =~ /^(\w+ \w+)/)[0], "\n";
sub fib { my $n = shift; $n < 2 ? $n : fib($n - 1) + fib($n - 2) } print fib(17), ' ', join(',', map { my $n = $_; sub { $n * shift } } (2))  =~ /CODE/ ? 'closure' : '', ' ', wantarray() // 'undef', "\n";

$ENV{TZ} = 'CET-1CEST,M3.5.0,M10.5.0/3';
POSIX::tzset();
print strftime('%Y-%m-%d %H:%M:%S %j %a %b %U %Z %z', localtime 1000000000), ' ', scalar gmtime(2 ** 33), ' ', mktime(0, 0, 12, 1, 6, 101), ' ', timegm(40, 46, 1, 9, 8, 101), ' ', join(',', POSIX::tzname()), "\n";
open my $f, '>:utf8', 'text' or die;
print $f "one\ntwo\nüber\n";
close $f;
print -s 'text', ' ', do { open my $g, '<:utf8', 'text'; join '|', map { chomp; length } <$g> }, "\n";
open $f, '+<', 'text';
seek $f, -4, SEEK_END;
print $f 'ZZZ';
truncate $f, 12;
seek $f, 0, SEEK_SET;
local $/;
my $all = <$f>;
print length $all, ' ', tell $f, ' ', flock($f, LOCK_EX | LOCK_NB), ' ', eof($f) ? 'end' : '', "\n";
$/ = "\n";
close $f;
make_path('d/e/f');
symlink '../text', 'd/link';
link 'text', 'd/hard';
chmod 0640, 'text';
utime 1, 2, 'text';
my @found;
find({no_chdir => 1, wanted => sub { push @found, $_ }}, 'd');
print join(' ', sort @found), ' ', readlink 'd/link', ' ', (stat 'd/hard')[3], ' ', sprintf('%o', (stat _)[2]), ' ', (stat _)[9], ' ', -l 'd/link' && -d 'd' && !-e 'none' ? 'tests' : '', ' ', join(',', sort glob 'd/*'), "\n";
for my $attempt (sub { open my $x, '<', 'nowhere' }, sub { rmdir 'd' }, sub { mkdir 'text' }, sub { opendir my $x, 'text' }, sub { kill 0, 4000005 }, sub { unlink 'd' }, sub { rename 'none', 'any' }, sub { no warnings; exec '/nonexistent' }, sub { sysopen my $x, 'text', O_WRONLY | O_CREAT | O_EXCL }) { $! = 0; $attempt->() and print 'worked '; print $! + 0, " $!; " } print "\n";
copy('text', 'copied');
move('copied', 'moved');
print join(' ', -s 'moved', basename('/a/b.c', '.c'), getcwd() eq $ENV{PWD} ? 'here' : 'not here', remove_tree('d')), "\n";
my ($h, $name) = tempfile();
print $h 'x';
close $h;
print -s $name, "\n";

print `echo from a shell; exit 3`, $? >> 8, ' ', system('kill -TERM $$') & 127, ' ', system('true'), "\n";
open my $pipe, '-|', 'seq', 1, 20000;
my $lines = () = <$pipe>;
close $pipe;
print "$lines $?\n";
open $pipe, '|-', 'tr a-z A-Z';
print $pipe "to a pipe\n";
close $pipe;
my $pid = open3(my $in, my $out, undef, 'cat; exit 4');
print $in "through cat\n";
close $in;
print <$out>;
waitpid $pid, 0;
print $? >> 8, "\n";
pipe my $r, my $w;
if (!($pid = fork // die)) { close $r; syswrite $w, 'from the child'; POSIX::_exit(7) } close $w;
print <$r>, ' ', waitpid($pid, 0) == $pid, ' ', WEXITSTATUS($?), ' ', waitpid(-1, WNOHANG), ' ', $! == ECHILD ? 'none left' : '', "\n";
my @seen;
local $SIG{USR1} = sub { push @seen, shift };
kill USR1 => $$;
local $SIG{ALRM} = sub { die "alarm\n" };
eval { alarm 0.05; sleep 5; 1 } or print "@seen $@";
my $set = POSIX::SigSet->new(SIGUSR1);
sigprocmask(SIG_BLOCK, $set);
kill USR1 => $$;
my $pending = POSIX::SigSet->new;
sigpending($pending);
print scalar @seen, ' ', $pending->ismember(SIGUSR1);
sigprocmask(SIG_UNBLOCK, $set);
print ' ', scalar @seen, "\n";
socketpair my $left, my $right, AF_UNIX, SOCK_STREAM, 0;
$left->autoflush(1);
print $left "line\n";
print IO::Select->new($right)->can_read(1) ? scalar <$right> : 'nothing';
socket my $server, AF_UNIX, SOCK_STREAM, 0;
bind $server, pack_sockaddr_un('socket');
listen $server, 5;
if (!($pid = fork)) { socket my $c, AF_UNIX, SOCK_STREAM, 0; connect $c, pack_sockaddr_un('socket'); syswrite $c, 'hello'; shutdown $c, 1; sysread $c, my $answer, 100; POSIX::_exit($answer eq 'HELLO' ? 0 : 1) } accept my $peer, $server; sysread $peer, my $got, 100; syswrite $peer, uc $got; close $peer; waitpid $pid, 0; print "$got $?\n";
my $total :shared = 0;
my $queue = Thread::Queue->new;
my @threads = map { my $n = $_; threads->create(sub { for (1 .. 200 * $n) { lock $total; $total++ } $queue->enqueue($n); $n * $n }) } 1 .. 4;
print join(',', map { $_->join } @threads), " $total ", join(',', sort map { $queue->dequeue } 1 .. 4), "\n";
print join(' ', (getpwuid 0)[0, 7], (getpwnam 'root')[2], getgrgid(0) // 'none', $0, scalar @ARGV, $ENV{HOME} ne '' ? 'home' : '', (sort keys %INC)[0] ne '', time - CORE::time() < 2 ? 'now' : 'late', setlocale(LC_ALL, 'C')), "\n";
format STDOUT =
@<<<<< @>>>>> @##.## @*
'left', 'right', 3.14159, 'rest'
.
write; warn "not shown\n"; END { print "at the end\n"; $? = 9 } exit 3;
END
perl a.pl x
echo "status $?"
printf 'b 2\na 1\n' | perl -lane 'push @x, [@F]; END { print "@$_" for sort { $a->[1] <=> $b->[1] } @x }'
cp text t2
perl -pi -e 's/one/ONE/; y/t/T/' t2
head -n 2 t2
perl -e 'kill 9, $$'
echo "status $?"
perl -c -e 'print 1 +' 2>/dev/null
echo "status $?"
perl -MJSON::PP -e 'print JSON::PP->new->canonical->pretty->encode({a => [1, 2.5, undef], b => "ü"})'
perl -e 'die { x => 1 }' 2>/dev/null
echo "status $?"
perl -we 'print "v" . (join ".", map ord, split //, $^V) . "\n" if $] > 5; printf "%vd\n", $^V' | tail -n 1
echo '1..3' | perl -ne 'print eval'
echo
