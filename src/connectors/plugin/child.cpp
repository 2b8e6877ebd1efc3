#include "connectors/plugin/child.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace baton::connectors {

namespace {

// Open files of one program, the three for Baton included.
constexpr rlim_t kOpenFilesMax = 1024;
constexpr int kReadEnd = 0;
constexpr int kWriteEnd = 1;

// Closes what is left of a pipe when it goes.
struct ChildPipe {
  std::array<int, 2> ends{-1, -1};

  ChildPipe() = default;
  ChildPipe(const ChildPipe&) = delete;
  ChildPipe& operator=(const ChildPipe&) = delete;
  ~ChildPipe() {
    for (const int end : ends)
      if (end >= 0) ::close(end);
  }
  bool open() { return ::pipe2(ends.data(), O_CLOEXEC) == 0; }
  int release(int end) { return std::exchange(ends.at(static_cast<std::size_t>(end)), -1); }
};

core::Error cannot_start(const Program& program, const std::string& why) {
  return {core::Errc::unavailable,
          "the program " + program.command.front() + " cannot be started: " + why,
          {},
          {}};
}

// The path of the program, looked for in PATH if it has no slash; empty if there is none.
std::string program_path_of(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* list = std::getenv("PATH");
  const std::string path = list != nullptr ? list : "/usr/local/bin:/usr/bin:/bin";
  for (std::size_t from = 0; from <= path.size();) {
    const auto end = std::min(path.find(':', from), path.size());
    const auto one = path.substr(from, end - from) + "/" + name;
    if (::access(one.c_str(), X_OK) == 0) return one;
    from = end + 1;
  }
  return {};
}

// What the child needs, made before the fork: between fork and exec it may only call what is safe
// in a signal handler, since another thread may have held any lock.
struct PreparedChild {
  std::string path{};
  std::string folder{};
  std::vector<std::string> environment{};
  std::vector<char*> arguments{};
  std::vector<char*> environment_pointers{};
  rlim_t memory_bytes = 0;
};

PreparedChild prepare_child(Program& program) {
  PreparedChild made;
  made.path = program_path_of(program.command.front());
  made.folder = program.folder.string();
  for (const char* name : {"PATH", "HOME", "LANG", "TZ"})
    if (const char* value = std::getenv(name))
      made.environment.push_back(std::string(name) + "=" + value);
  for (auto& one : program.command) made.arguments.push_back(one.data());
  for (auto& one : made.environment) made.environment_pointers.push_back(one.data());
  made.arguments.push_back(nullptr);
  made.environment_pointers.push_back(nullptr);
  made.memory_bytes = static_cast<rlim_t>(program.memory_mib) * 1024 * 1024;
  return made;
}

bool limit_child(decltype(RLIMIT_CORE) what, rlim_t most) {
  const rlimit both{most, most};
  return ::setrlimit(what, &both) == 0;
}

// In the child. Never returns; what fails is told through `report`.
[[noreturn]] void become_program(const PreparedChild& made, int in, int out, int err, int report,
                                 pid_t parent) {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int one : {SIGPIPE, SIGTERM, SIGINT, SIGHUP}) ::signal(one, SIG_DFL);
  bool good = ::setpgid(0, 0) == 0 && ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
  if (::getppid() != parent) ::_exit(0);  // it ended before it could be watched
  good = good && ::dup2(in, 0) == 0 && ::dup2(out, 1) == 1 && ::dup2(err, 2) == 2;
  good = good && limit_child(RLIMIT_CORE, 0) && limit_child(RLIMIT_NOFILE, kOpenFilesMax);
  // What this process has inherited without the mark that it ends here.
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (made.memory_bytes > 0) good = good && limit_child(RLIMIT_AS, made.memory_bytes);
  if (good && (made.folder.empty() || ::chdir(made.folder.c_str()) == 0))
    ::execve(made.path.c_str(), made.arguments.data(), made.environment_pointers.data());
  const int problem = errno;
  static_cast<void>(::write(report, &problem, sizeof problem) < 0);
  ::_exit(127);
}

// The declaration in sys/pidfd.h of glibc 2.36 is none for C++.
int open_pidfd(pid_t pid) { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); }

void never_block_on(int file) { ::fcntl(file, F_SETFL, ::fcntl(file, F_GETFL) | O_NONBLOCK); }

}  // namespace

core::Result<Child> start_child(const Program& wanted) {
  Program program = wanted;
  const auto made = prepare_child(program);
  if (made.path.empty()) return cannot_start(program, "it is not in PATH");
  ChildPipe in;
  ChildPipe out;
  ChildPipe err;
  ChildPipe report;  // closed by a successful exec
  if (!in.open() || !out.open() || !err.open() || !report.open())
    return cannot_start(program, std::strerror(errno));
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return cannot_start(program, std::strerror(errno));
  if (pid == 0)
    become_program(made, in.ends[kReadEnd], out.ends[kWriteEnd], err.ends[kWriteEnd],
                   report.ends[kWriteEnd], parent);
  ::close(report.release(kWriteEnd));
  int problem = 0;
  ssize_t told = 0;
  do {
    told = ::read(report.ends[kReadEnd], &problem, sizeof problem);
  } while (told < 0 && errno == EINTR);
  if (told == 0) {
    Child child{pid, open_pidfd(pid), in.release(kWriteEnd), out.release(kReadEnd),
                err.release(kReadEnd)};
    for (const int file : {child.in, child.out, child.err}) never_block_on(file);
    if (child.pidfd >= 0) return child;
    problem = errno;
    for (const int file : {child.in, child.out, child.err}) ::close(file);
    ::kill(pid, SIGKILL);
  }
  ::waitpid(pid, nullptr, 0);
  return cannot_start(program, std::strerror(problem));
}

}  // namespace baton::connectors
