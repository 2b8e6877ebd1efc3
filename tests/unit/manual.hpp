#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/steady_time.hpp"

// Time and chance that only tests move.
namespace baton::tests {

class ManualClock final : public ports::Clock {
 public:
  explicit ManualClock(core::Time now = core::Time(std::chrono::sys_days(std::chrono::year(2026) /
                                                                         5 / 4) +
                                                   std::chrono::hours(10)))
      : now_(now) {}
  core::Time now() const override { return now_; }
  core::Time steady() const override { return steady_.at(elapsed_); }
  core::Time on_wall(core::Time steady) const override { return steady + steady_.wall_ahead(); }
  Watched watch() override { return steady_.watch({now_, elapsed_}); }
  std::string kept() const override { return steady_.kept(elapsed_); }
  core::Time go_on_from(std::string_view kept) override {
    return steady_.go_on_from(kept, {now_, elapsed_});
  }
  void advance(core::Duration by) {
    now_ += by;
    elapsed_ += by;
  }
  // Somebody sets the wall clock.
  void set(core::Time to) { now_ = to; }

 private:
  core::Time now_;
  core::Duration elapsed_{};
  ports::SteadyTime steady_{"a start", {now_, elapsed_}};
};

class CountingRandom final : public ports::Random {
 public:
  std::uint64_t next() override { return ++drawn_ * 0x9E3779B97F4A7C15U; }

 private:
  std::uint64_t drawn_ = 0;
};

}  // namespace baton::tests
