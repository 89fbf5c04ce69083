/**
 * A program in Perl that starts others, each at the head of a session of its own, with sockets for its input and outputs.
 *
 * It reads messages: four bytes for the size of what follows, then fields with a zero byte between them: a number, a
 * working directory, how many arguments follow, the path of the program, these arguments, and its environment. It writes
 * lines: `started` with the number and the pid, `ended` with the exit code, `failed` with why, `left` if nobody waits for
 * it any more. To the socket that its argument names it connects three times for each program, and first writes what the
 * connection is for: the number and that of the file, as two big-endian numbers of four bytes.
 *
 * A process of its own waits for each: whoever waits for programs and for messages at once may miss one of them. It holds
 * the end of a pipe, as the program does until it begins: once all have let go, no more is heard of it.
 */
export const STARTER_SCRIPT: string = String.raw`
use strict;
use POSIX ();
use Socket;
$0 = "modal-emulator"; # "pkill perl" means those of programs
my @signals = qw(HUP INT QUIT TERM);
$SIG{$_} = "IGNORE" for "CHLD", @signals;
my $taken = "";
my $awaited = "";
vec($awaited, fileno STDIN, 1) = 1;
my %ends;
sub report { syswrite STDOUT, join(" ", @_) . "\n" }
sub fail { report("failed", $_[0], "$!"); POSIX::_exit(1) }
sub run {
  my ($cwd, $count, $file, @rest) = @_;
  my @args = splice @rest, 0, $count;
  if (chdir $cwd) {
    %ENV = map { split /=/, $_, 2 } @rest;
    exec { $file } @args;
  }
  my $code = $!{ENOENT} ? 127 : 126;
  syswrite STDERR, "exec: $file: $!\n";
  POSIX::_exit($code);
}
sub connected {
  my ($id, $fd) = @_;
  socket my $socket, PF_UNIX, SOCK_STREAM, 0 or return;
  connect $socket, sockaddr_un($ARGV[0]) or return;
  syswrite $socket, pack("NN", $id, $fd);
  return $socket;
}
sub start {
  my ($id, @program) = @_;
  pipe my $end, my $held or return report("failed", $id, "$!");
  my $watcher = fork;
  return report("failed", $id, "$!") unless defined $watcher;
  if ($watcher) {
    $ends{fileno $end} = [$id, $end];
    vec($awaited, fileno $end, 1) = 1;
    return;
  }
  $SIG{CHLD} = "DEFAULT";
  my @files = map { connected($id, $_) || fail($id) } 0 .. 2;
  my $pid = fork;
  fail($id) unless defined $pid;
  if (!$pid) {
    POSIX::setsid();
    $SIG{$_} = "DEFAULT" for @signals;
    report("started", $id, $$);
    POSIX::dup2(fileno $files[$_], $_) for 0 .. 2;
    run(@program);
  }
  @files = ();
  waitpid $pid, 0;
  report("ended", $id, $? & 127 ? 128 + ($? & 127) : $? >> 8);
  POSIX::_exit(0);
}
while (1) {
  next if select(my $ready = $awaited, undef, undef, undef) < 0;
  for my $fd (grep { vec $ready, $_, 1 } keys %ends) {
    report("left", $ends{$fd}[0]);
    vec($awaited, $fd, 1) = 0;
    delete $ends{$fd};
  }
  next unless vec $ready, fileno STDIN, 1;
  last unless sysread STDIN, $taken, 65536, length $taken;
  while (length $taken >= 4 && length $taken >= 4 + unpack "N", $taken) {
    my $size = unpack "N", $taken;
    my $message = substr $taken, 4, $size;
    substr($taken, 0, 4 + $size) = "";
    start(split /\0/, $message, -1);
  }
}
`;
