// insight_log: how well the remaining time of the cases of a public event log is forecast, by the
// model of the room insight.
//
//   insight_log FILE.csv[.gz] --mode pub|roll
//
// The log has the columns case_id, activity, lifecycle, timestamp. Cases are sorted by their first
// event; the last 20 % are the test. Each prefix of 2 events to all but one is forecast. With `pub`
// the model learns from the first 80 % of cases, whole; with `roll` it learns from each case when
// it closes, and forecasts with what had closed before. Prints a name and a value a line.
#include "baton/core/time.hpp"
#include "baton/insight/late.hpp"
#include "baton/insight/remaining.hpp"
#include "insight_csv.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace bench {

namespace {

using baton::core::Duration;
using baton::core::Time;
using baton::insight::Model;
using baton::insight::Visit;
using baton::insight::Visits;

double in_days(Duration length) {
  return std::chrono::duration<double, std::ratio<86'400>>(length).count();
}

// What this thread has computed for so far, in seconds: what others compute meanwhile is left out.
double computed() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

struct Case {
  std::vector<std::string> states;
  std::vector<Visit> visits;
  Time began() const { return visits.front().at; }
  Time ended() const { return visits.back().at; }
};

std::vector<Case> read_log(const std::string& path) {
  const Table table(path);
  const auto id = table.column("case_id");
  const auto activity = table.column("activity");
  const auto lifecycle = table.column("lifecycle");
  const auto timestamp = table.column("timestamp");
  std::vector<Case> cases;
  std::unordered_map<std::string, std::size_t> by_id;
  for (const auto& row : table.rows()) {
    const auto [found, is_new] = by_id.emplace(row[id], cases.size());
    if (is_new) cases.emplace_back();
    auto& one = cases[found->second];
    const auto at =
        moment_read(baton::core::parse_rfc3339(row[timestamp]), path + ": case " + row[id]);
    one.states.push_back(row[activity] + "/" + row[lifecycle]);
    one.visits.push_back({{}, at});
  }
  for (auto& one : cases) {
    for (std::size_t i = 0; i < one.states.size(); ++i) one.visits[i].state = one.states[i];
    std::stable_sort(one.visits.begin(), one.visits.end(),
                     [](const Visit& a, const Visit& b) { return a.at < b.at; });
  }
  std::stable_sort(cases.begin(), cases.end(),
                   [](const Case& a, const Case& b) { return a.began() < b.began(); });
  return cases;
}

// The due time after the start: what three quarters of the first 64 % of the cases kept.
Duration due_of(const std::vector<Case>& cases) {
  std::vector<double> took;
  for (std::size_t i = 0; i < cases.size() * 64 / 100; ++i)
    took.push_back(static_cast<double>((cases[i].ended() - cases[i].began()).count()));
  std::sort(took.begin(), took.end());
  return Duration(static_cast<Duration::rep>(baton::insight::quantile(took, 0.75)));
}

// What happens in the log, in the order of time: a prefix is forecast, or a case closes. Forecasts
// of a moment come before the cases that close then.
struct Moment {
  Time at;
  bool closes;
  std::size_t index;
  std::size_t events;
};

class Measure {
 public:
  Measure(std::vector<Case> cases, bool rolling)
      : cases_(std::move(cases)),
        due_(due_of(cases_)),
        model_(rolling ? Model::Options{} : Model::Options{.level_max = 1}),
        rolling_(rolling) {}

  void run() {
    const auto test = static_cast<std::size_t>(0.8 * static_cast<double>(cases_.size()));
    std::vector<Moment> moments;
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      const auto& one = cases_[i];
      if (rolling_) moments.push_back({one.ended(), true, i, 0});
      if (!rolling_ && i < test) close(one);
      for (std::size_t k = 2; i >= test && one.visits.size() >= 3 && k < one.visits.size(); ++k)
        moments.push_back({one.visits[k - 1].at, false, i, k});
    }
    std::stable_sort(moments.begin(), moments.end(), [](const Moment& a, const Moment& b) {
      return a.at != b.at ? a.at < b.at : a.closes < b.closes;
    });
    for (const auto& moment : moments) {
      if (moment.closes)
        close(cases_[moment.index]);
      else
        forecast(cases_[moment.index], moment.events);
    }
  }

  void print() const {
    const auto count = static_cast<double>(prefixes_);
    std::printf("cases %zu\nevents %zu\nprefixes %zu\n", cases_.size(), events_, prefixes_);
    std::printf("MAE %.4f\ncov80 %.4f\nwidth %.4f\nD %.2f\n", error_ / count, covered_ / count,
                width_ / count, in_days(due_));
    std::printf("Brier %.4f\nclimatology %.4f\n", late_.brier(), late_.climatology());
    std::printf("fit_seconds %.3f\nforecast_ms_mean %.4f\nforecast_ms_max %.4f\n", fit_seconds_,
                forecast_seconds_ * 1000 / count, forecast_seconds_max_ * 1000);
  }

 private:
  void close(const Case& one) {
    const double began = computed();
    model_.close(one.visits, one.ended());
    fit_seconds_ += computed() - began;
    events_ += one.visits.size();
  }

  void forecast(const Case& one, std::size_t events) {
    const auto now = one.visits[events - 1].at;
    const auto due = one.began() + due_;
    const double began = computed();
    const auto found = model_.forecast(Visits(one.visits).first(events), now, due);
    const double took = computed() - began;
    if (!found) throw std::runtime_error("no case has closed before the test opens");
    forecast_seconds_ += took;
    forecast_seconds_max_ = std::max(forecast_seconds_max_, took);
    const double truth = in_days(one.ended() - now);
    const double low = in_days(found->left[0]);
    const double high = in_days(found->left[2]);
    error_ += std::fabs(in_days(found->left[1]) - truth);
    covered_ += truth >= low && truth <= high ? 1 : 0;
    width_ += high - low;
    ++prefixes_;
    if (now <= due) late_.add(*found->late, one.ended() > due);
  }

  std::vector<Case> cases_;
  Duration due_;
  Model model_;
  bool rolling_;
  baton::insight::BrierScore late_;
  std::size_t events_ = 0;
  std::size_t prefixes_ = 0;
  double error_ = 0;
  double covered_ = 0;
  double width_ = 0;
  double fit_seconds_ = 0;
  double forecast_seconds_ = 0;
  double forecast_seconds_max_ = 0;
};

void run(const std::string& path, const std::string& mode) {
  Measure measure(read_log(path), mode == "roll");
  measure.run();
  std::printf("log %s\nmode %s\n", path.c_str(), mode.c_str());
  measure.print();
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() != 3 || words[1] != "--mode" || (words[2] != "pub" && words[2] != "roll")) {
    std::fprintf(stderr, "usage: insight_log FILE.csv[.gz] --mode pub|roll\n");
    return 2;
  }
  return bench::exit_code_of([&words] { bench::run(words[0], words[2]); });
}
