#pragma once

#include "baton/connectors/registry.hpp"
#include "baton/core/effect.hpp"
#include "baton/ports/clock.hpp"
#include "figures.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// What the parts of bench_connectors share.
namespace bench {

class WallClock final : public baton::ports::Clock {
 public:
  baton::core::Time now() const override {
    return std::chrono::time_point_cast<baton::core::Duration>(std::chrono::system_clock::now());
  }
};

// A folder of its own for the files of one measurement; it ends with this object.
class Folder {
 public:
  Folder();
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  // Writes a file and returns its path.
  std::filesystem::path write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_{};
};

// The manifests that are shipped.
std::filesystem::path shipped_manifests();
// The bytes of a file. Throws std::runtime_error.
std::string read_file(const std::filesystem::path& path);

// The registry of these connections. Throws what is wrong with them.
std::unique_ptr<baton::connectors::Registry> load_registry(const std::filesystem::path& manifests,
                                                           const std::filesystem::path& connections,
                                                           const baton::ports::Clock& clock);

// Runs a coroutine to its end on `io`, and throws what it throws.
inline void run(boost::asio::io_context& io, boost::asio::awaitable<void> work) {
  bool ended = false;
  boost::asio::co_spawn(io, std::move(work), [&ended](std::exception_ptr error) {
    ended = true;
    if (error) std::rethrow_exception(error);
  });
  io.restart();
  while (!ended && io.run_one() > 0) {}
}

// CPU time of the whole process, in microseconds.
inline double cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// The middle of these values, which are put in order.
double median(std::vector<double> values);

// What the manifest engine adds to a bare request over the pool.
void measure_added_cpu(Figures& figures, std::uint16_t vendor);
// What other connections do while one waits for its token.
void measure_refresh(Figures& figures, std::uint16_t vendor);
// The memory of connections that are set up and were used once.
void measure_idle(Figures& figures, std::uint16_t vendor);
// How long manifests take to load.
void measure_manifests(Figures& figures);
// The proof and the decoding of webhooks.
void measure_webhooks(Figures& figures);

}  // namespace bench
