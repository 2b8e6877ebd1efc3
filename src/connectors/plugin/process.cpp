#include "connectors/plugin/process.hpp"

#include "baton/core/text.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <cstring>
#include <sys/wait.h>
#include <utility>

namespace baton::connectors {

namespace asio = boost::asio;
using core::Json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Failure = boost::system::error_code;
using How = PluginAnswer::How;

namespace {

constexpr std::size_t kPluginReadBytes = 65'536;
// What a pipe holds at most, unless root has made it larger.
constexpr std::size_t kPipeBytesMax = 1'048'576;
// Requests that the program has not read yet. A program that reads nothing gets no more.
constexpr std::size_t kPluginWaitingBytesMax = 67'108'864;
// Lines of the program that go into the log, in ten seconds, and the bytes of one.
constexpr int kPluginLogLinesMax = 100;
constexpr auto kPluginLogWindow = std::chrono::seconds(10);
constexpr std::size_t kPluginLogBytesMax = 2'000;

std::string exit_text(int status) {
  if (WIFSIGNALED(status)) {
    const char* name = ::strsignal(WTERMSIG(status));
    return "it was ended by signal " + std::to_string(WTERMSIG(status)) + " (" +
           (name != nullptr ? name : "") + ")";
  }
  return "it ended with code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

core::Result<std::shared_ptr<PluginProcess>> PluginProcess::start(
    asio::io_context& io, const Program& program, std::string name, Redaction redaction,
    PluginOptions options, std::function<void(const std::string& why)> ended) {
  const auto child = start_child(program);
  if (!child) return child.error();
  std::shared_ptr<PluginProcess> made(new PluginProcess(
      io, *child, std::move(name), std::move(redaction), std::move(options), std::move(ended)));
  made->read_out();
  made->read_err();
  made->wait_for_end();
  return made;
}

PluginProcess::PluginProcess(asio::io_context& io, const Child& child, std::string name,
                             Redaction redaction, PluginOptions options,
                             std::function<void(const std::string& why)> ended)
    : io_(io),
      pid_(child.pid),
      name_(std::move(name)),
      redaction_(std::move(redaction)),
      options_(std::move(options)),
      ended_(std::move(ended)),
      in_(io, child.in),
      out_(io, child.out),
      err_(io, child.err),
      end_(io, child.pidfd),
      end_timer_(io),
      out_buffer_(kPluginReadBytes),
      err_buffer_(kPluginReadBytes),
      doubtful_bytes_(redaction_.doubtful_bytes()) {
  for (auto* one : {&in_, &out_, &err_}) one->non_blocking(true);
}

PluginProcess::~PluginProcess() {
  if (reaped_) return;
  kill_group();
  ::waitpid(pid_, nullptr, 0);
}

// The group holds what the program itself has started.
void PluginProcess::kill_group() const {
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);
}

void PluginProcess::call(Json ask, milliseconds timeout, Done done) {
  const auto refuse = [&done](const char* code, const char* why) {
    done({How::not_sent, {}, code, why, {}});
  };
  if (!takes_calls_) return refuse("ended", "the program is ending");
  const auto id = ++last_id_;
  ask["id"] = id;
  const auto line = core::dump(ask) + "\n";
  if (line.size() > plugin::kLineBytesMax)
    return refuse("too_large", "the request is too long for one line");
  if (waiting_.size() + line.size() > kPluginWaitingBytesMax)
    return refuse("busy", "the program does not read its requests");
  auto& made =
      calls_.emplace(id, Call{std::move(done), asio::steady_timer(io_, timeout)}).first->second;
  made.timer.async_wait([self = shared_from_this(), id](const Failure& failure) {
    if (!failure) self->run_out(id);
  });
  waiting_ += line;
  waiting_calls_.push_back(id);
  write();
}

void PluginProcess::write() {
  if (is_writing_ || waiting_.empty() || closing_) return;
  is_writing_ = true;
  writing_ = std::exchange(waiting_, {});
  // From here on the program may have read them.
  for (const auto id : std::exchange(waiting_calls_, {})) {
    const auto found = calls_.find(id);
    if (found != calls_.end()) found->second.sent = true;
  }
  asio::async_write(in_, asio::buffer(writing_),
                    [self = shared_from_this()](const Failure& failure, std::size_t) {
                      self->is_writing_ = false;
                      // Its end is told by end_; what was sent before is answered or lost then.
                      if (!failure) self->write();
                    });
}

void PluginProcess::read_out() {
  out_.async_read_some(asio::buffer(out_buffer_),
                       [self = shared_from_this()](const Failure& failure, std::size_t count) {
                         if (!failure && self->take_bytes(count)) self->read_out();
                       });
}

bool PluginProcess::take_bytes(std::size_t count) {
  if (!lines_.add({out_buffer_.data(), count})) {
    fail("line_too_long",
         "it wrote a line of more than " + std::to_string(plugin::kLineBytesMax) + " bytes");
    return false;
  }
  std::string line;
  while (lines_.next(line)) take(line);
  return true;
}

void PluginProcess::take(const std::string& line) {
  auto read = core::parse_json(line);
  const auto* id = read ? core::find(*read, "id") : nullptr;
  if (id == nullptr || !id->is_number_unsigned()) {
    log_line("it wrote a line that is no answer: " + line, false);
    return;
  }
  const auto number = id->get<Id>();
  if (!calls_.contains(number)) return;  // it was given up before
  ++answers_;
  finish(number, {How::answered, std::move(*read), {}, {}, {}});
}

void PluginProcess::run_out(Id id) {
  const auto found = calls_.find(id);
  if (found == calls_.end()) return;
  auto& call = found->second;
  if (!call.cancelled && !reaped_) {
    call.cancelled = true;
    waiting_ += core::dump(Json{{"id", id}, {"ask", plugin::kCancel}}) + "\n";
    write();
    call.timer.expires_after(options_.cancel);
    call.timer.async_wait([self = shared_from_this(), id](const Failure& failure) {
      if (!failure) self->run_out(id);
    });
    return;
  }
  const bool sent = call.sent;
  tell_ended("it did not answer in time");
  finish(id, {sent ? How::lost : How::not_sent, {}, "timeout", "it did not answer in time", {}});
}

void PluginProcess::finish(Id id, PluginAnswer answer) {
  const auto found = calls_.find(id);
  if (found == calls_.end()) return;
  const auto done = std::move(found->second.done);
  calls_.erase(found);
  done(std::move(answer));
  end_if_idle();
}

void PluginProcess::fail(const std::string& code, const std::string& why) {
  const auto self = shared_from_this();  // the owner may let go of it meanwhile
  closing_ = true;
  if (!reaped_) kill_group();
  tell_ended(why);
  auto lost = std::exchange(calls_, {});
  for (auto& [id, call] : lost)
    call.done({call.sent ? How::lost : How::not_sent, {}, code, why, {}});
}

void PluginProcess::tell_ended(const std::string& why) {
  takes_calls_ = false;
  if (const auto ended = std::exchange(ended_, {})) ended(why);
}

void PluginProcess::retire() {
  takes_calls_ = false;
  ended_ = {};
  end_if_idle();
}

// A program that hangs is killed; every other one is told by the end of its input.
void PluginProcess::end_if_idle() {
  if (takes_calls_ || !calls_.empty() || closing_ || reaped_) return;
  closing_ = true;
  Failure ignored;
  in_.close(ignored);
  end_timer_.expires_after(options_.end);
  end_timer_.async_wait([self = shared_from_this()](const Failure& failure) {
    // Once the process is reaped, its number may belong to another one.
    if (!failure && !self->reaped_) self->kill_group();
  });
}

void PluginProcess::wait_for_end() {
  end_.async_wait(asio::posix::stream_descriptor::wait_read,
                  [self = shared_from_this()](const Failure& failure) {
                    if (!failure) self->reap();
                  });
}

void PluginProcess::reap() {
  // What it has left behind. Until it is waited for, its number is not given to another process.
  ::kill(-pid_, SIGKILL);
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == 0) return wait_for_end();
  reaped_ = true;
  end_timer_.cancel();
  // What it has written last may still be in the pipes. A program of its own that has left its
  // group may go on writing, so no more is read than a pipe holds.
  Failure end;
  for (std::size_t total = 0; !end && total < kPipeBytesMax;) {
    const auto count = err_.read_some(asio::buffer(err_buffer_), end);
    total += count;
    if (!end) log_err({err_buffer_.data(), count});
  }
  end = {};
  for (std::size_t total = 0; !end && total < kPipeBytesMax;) {
    const auto count = out_.read_some(asio::buffer(out_buffer_), end);
    total += count;
    if (!end && !take_bytes(count)) break;
  }
  if (!closing_) fail("ended", exit_text(status));
  for (auto* one : {&in_, &out_, &err_, &end_}) one->close(end);
}

void PluginProcess::read_err() {
  err_.async_read_some(asio::buffer(err_buffer_),
                       [self = shared_from_this()](const Failure& failure, std::size_t count) {
                         if (failure) {
                           if (!self->err_line_.empty()) self->log_err("\n");
                           return;
                         }
                         self->log_err({self->err_buffer_.data(), count});
                         self->read_err();
                       });
}

// More bytes of a line are kept than are logged, because secrets are removed before the line is cut
// for the log: a cut inside a secret would leave half of it.
void PluginProcess::log_err(std::string_view bytes) {
  // One byte more than may be logged shows that the line goes on.
  const auto kept_max = kPluginLogBytesMax + 1 + doubtful_bytes_;
  for (const char byte : bytes) {
    if (byte == '\n') {
      if (!err_line_.empty()) log_line(err_line_, err_line_cut_);
      err_line_.clear();
      err_line_cut_ = false;
    } else if (err_line_.size() < kept_max) {
      err_line_ += byte;
    } else {
      err_line_cut_ = true;
    }
  }
}

// A line of which not all was kept may end in the beginning of a secret, which redact() does not
// find. So its last doubtful_bytes_ bytes are not logged. They are counted from the end of the text
// after redaction, where that beginning still stands.
void PluginProcess::log_line(std::string_view line, bool is_cut) {
  const auto now = steady_clock::now();
  if (now - logging_since_ > kPluginLogWindow) {
    logging_since_ = now;
    lines_logged_ = 0;
  }
  if (++lines_logged_ > kPluginLogLinesMax) {
    if (lines_logged_ == kPluginLogLinesMax + 1)
      spdlog::warn("connector {}: it writes too much; the rest of these ten seconds is left out",
                   name_);
    return;
  }
  std::string text(line);
  redaction_.redact(text);
  // A control character could change what a terminal shows. It may also belong to a secret, as the
  // NULs of UTF-16 do, so it is replaced after secrets are removed.
  std::replace_if(
      text.begin(), text.end(), [](char byte) { return static_cast<unsigned char>(byte) < 0x20; },
      ' ');
  const auto sure = is_cut ? text.size() - std::min(text.size(), doubtful_bytes_) : text.size();
  spdlog::info("connector {}: {}", name_,
               core::shortened(text, std::min(sure, kPluginLogBytesMax)));
}

}  // namespace baton::connectors
