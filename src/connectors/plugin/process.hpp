#pragma once

#include "baton/connectors/plugin_options.hpp"
#include "baton/core/json.hpp"
#include "baton/plugin/protocol.hpp"
#include "connectors/plugin/child.hpp"
#include "connectors/redaction.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// How much is kept of the words of a program, which stand in the journal and in the log.
inline constexpr std::size_t kPluginWordsBytesMax = 500;

// What became of a call to the program of a connector.
struct PluginAnswer {
  // How it ended.
  enum class How {
    // The program answered: `said` has the members of the answer.
    answered,
    // The program was never asked: `why` says what is in the way.
    not_sent,
    // The program was asked, and there is no answer: `why` says what happened.
    lost,
  };
  How how = How::not_sent;
  core::Json said{};
  // "not_started", "restarting", "ended", "timeout", …
  std::string code{};
  // For people.
  std::string why{};
  // How long to wait before the next try, if it was not asked.
  std::chrono::milliseconds retry_after{};
};

// One process that runs the program of a connector, and the calls to it. It is watched: a call that
// is not answered in time is cancelled, and given up two seconds later; the process then gets no
// more calls and is killed once its other calls are over. A program that ends, or sends a line that
// is too long, loses the calls that were sent. Used on one thread; it is always owned by a
// shared_ptr.
class PluginProcess : public std::enable_shared_from_this<PluginProcess> {
 public:
  // Called once for each call.
  using Done = std::function<void(PluginAnswer answer)>;

  // Starts the program. `name` is what the log calls it. `ended` is called once, when the process
  // takes no more calls by itself (it has ended, or hangs), with the reason. Errors: it cannot be
  // started.
  static core::Result<std::shared_ptr<PluginProcess>> start(
      boost::asio::io_context& io, const Program& program, std::string name, Redaction redaction,
      PluginOptions options, std::function<void(const std::string& why)> ended);
  // Kills what is still running.
  ~PluginProcess();
  PluginProcess(const PluginProcess&) = delete;
  PluginProcess& operator=(const PluginProcess&) = delete;

  // Sends a request, to which the id is added.
  void call(core::Json ask, std::chrono::milliseconds timeout, Done done);
  // No more calls follow. The program is asked to end once all calls are over, and killed if it
  // does not.
  void retire();
  // How many calls it has answered.
  std::uint64_t answers() const { return answers_; }

 private:
  struct Call {
    Done done;
    boost::asio::steady_timer timer;
    bool sent = false;
    bool cancelled = false;
  };
  using Id = std::uint64_t;

  PluginProcess(boost::asio::io_context& io, const Child& child, std::string name,
                Redaction redaction, PluginOptions options,
                std::function<void(const std::string& why)> ended);

  void read_out();
  void read_err();
  void wait_for_end();
  // The process has ended: reads what is left in its pipes, and ends all calls.
  void reap();
  // Takes bytes that were read from its output. False: the process is given up.
  bool take_bytes(std::size_t count);
  void write();
  void take(const std::string& line);
  void log_err(std::string_view bytes);
  // `is_cut`: the line goes on, and only this part of it was kept.
  void log_line(std::string_view line, bool is_cut);
  void run_out(Id id);
  // Ends one call.
  void finish(Id id, PluginAnswer answer);
  // Ends all calls and the process, for this reason.
  void fail(const std::string& code, const std::string& why);
  void tell_ended(const std::string& why);
  void end_if_idle();
  void kill_group() const;

  boost::asio::io_context& io_;
  const pid_t pid_;
  const std::string name_;
  const Redaction redaction_;
  const PluginOptions options_;
  std::function<void(const std::string& why)> ended_;
  boost::asio::posix::stream_descriptor in_;
  boost::asio::posix::stream_descriptor out_;
  boost::asio::posix::stream_descriptor err_;
  boost::asio::posix::stream_descriptor end_;
  boost::asio::steady_timer end_timer_;
  std::map<Id, Call> calls_{};
  Id last_id_ = 0;
  std::string waiting_{};            // requests that are to be written
  std::vector<Id> waiting_calls_{};  // the calls whose requests are in `waiting_`
  std::string writing_{};
  bool is_writing_ = false;
  bool takes_calls_ = true;  // until retire() or `ended`
  std::uint64_t answers_ = 0;
  bool closing_ = false;  // the process has failed, or is to end
  bool reaped_ = false;
  plugin::Lines lines_{};
  std::vector<char> out_buffer_;
  std::vector<char> err_buffer_;
  const std::size_t doubtful_bytes_;  // of `redaction_`, which does not change
  std::string err_line_{};
  bool err_line_cut_ = false;  // the line goes on behind what `err_line_` has of it
  int lines_logged_ = 0;
  std::chrono::steady_clock::time_point logging_since_{};
};

}  // namespace baton::connectors
