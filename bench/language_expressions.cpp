#include "baton/cel/expression.hpp"
#include "baton/core/event.hpp"
#include "baton/core/json.hpp"
#include "engine/names.hpp"
#include "figures.hpp"

#include <algorithm>
#include <atomic>
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <functional>
extern "C" {  // its headers are of C alone
#include <jq.h>
}
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

// What operator new was asked for, by this program and its libraries.
std::atomic<std::size_t> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (auto* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace bench {

namespace {

using namespace baton;
using core::Json;

// The trigger of the example in docs/guides/templates.md: both of its parts are asked, and hold.
constexpr auto* kGate = "event.data.stage == \"Closed Won\" && event.data.amount >= 10000";
constexpr auto* kJqGate = ".data.stage == \"Closed Won\" and .data.amount >= 10000";
// The last of four items is the one.
constexpr auto* kExists = "event.data.items.exists(item, item.sku == \"SUP-24\")";
constexpr int kDocuments = 5'000;
// Of each figure the best of so many measurements counts, since other programs only slow it down.
constexpr int kRepetitions = 5;
constexpr double kMillion = 1e6;

// An event as expressions see it, of about 930 bytes of JSON.
Json event_number(int number) {
  core::Event event;
  event.id = core::EventId(1'000'000 + number);
  event.type = "crm.opportunity.updated";
  event.source = "salesforce";
  event.time = core::Time(std::chrono::sys_days(std::chrono::year(2026) / 5 / 4));
  event.received = event.time;
  event.subject = "0065g00000" + std::to_string(1'000'000 + number);
  event.data = Json::parse(R"({
    "stage": "Closed Won", "currency": "EUR", "region": "EMEA", "needs_site": true, "competitor": "Globex",
    "probability": 100, "close_date": "2026-05-04", "campaign": "spring-2026",
    "account": {"id": "0015g00000XYZabAAD", "name": "Acme GmbH", "industry": "Manufacturing", "employees": 1250},
    "contact": {"name": "Ada Lovelace", "email": "ada@example.com", "phone": "+49 30 1234567"},
    "items": [{"sku": "LIC-100", "price": 120.5, "quantity": 100}, {"sku": "LIC-ADM", "price": 310.0, "quantity": 4},
              {"sku": "TRAIN-2", "price": 1800.0, "quantity": 2}, {"sku": "SUP-24", "price": 5200.0, "quantity": 1}],
    "tags": ["new", "priority", "partner"],
    "notes": "Won on speed of delivery; the customer asked for a launch before the end of the quarter and named two references."
  })");
  event.data["id"] = event.subject;
  event.data["amount"] = 10'000.5 + number;
  return event.to_json();
}

std::vector<Json> events(int count) {
  std::vector<Json> all;
  all.reserve(static_cast<std::size_t>(count));
  for (int number = 0; number < count; ++number)
    all.push_back(Json::parse(event_number(number).dump()));
  return all;
}

std::shared_ptr<const cel::Expression> compile(std::string_view text) {
  auto compiled = cel::Expression::compile(text);
  if (!compiled.expression) throw std::runtime_error(compiled.findings.front().message);
  return compiled.expression;
}

// Asks a condition about an event as engine::match() does.
bool holds(const cel::Expression& condition, const Json& event) {
  static const Json kNoView = Json::object();
  cel::Budget budget(cel::kDecisionCostMax, cel::thread_time, cel::kDecisionTimeMax);
  const engine::ViewBindings names(kNoView, {}, &event, &budget, nullptr);
  return cel::decide_gate(condition, names, false).outcome == cel::Outcome::open;
}

// The gate as somebody would write it in C++ for this one condition.
bool holds_by_hand(const Json& event) {
  const auto* data = core::find(event, "data");
  const auto* stage = data != nullptr ? core::find(*data, "stage") : nullptr;
  const auto* amount = data != nullptr ? core::find(*data, "amount") : nullptr;
  return stage != nullptr && stage->is_string() &&
         stage->get_ref<const std::string&>() == "Closed Won" && amount != nullptr &&
         amount->is_number() && amount->get<double>() >= 10'000;
}

// The gate as a program of jq, and the events as jq keeps them.
class Jq {
 public:
  explicit Jq(const std::vector<Json>& events) : state_(jq_init()) {
    if (state_ == nullptr || jq_compile(state_, kJqGate) == 0)
      throw std::runtime_error("libjq does not compile the gate");
    for (const auto& event : events) events_.push_back(jv_parse(event.dump().c_str()));
  }
  Jq(const Jq&) = delete;
  Jq& operator=(const Jq&) = delete;
  ~Jq() {
    for (const auto& event : events_) jv_free(event);
    jq_teardown(&state_);
  }
  bool holds(std::size_t event) {
    jq_start(state_, jv_copy(events_[event]), 0);
    const auto result = jq_next(state_);
    const bool open = jv_get_kind(result) == JV_KIND_TRUE;
    jv_free(result);
    return open;
  }

 private:
  jq_state* state_;
  std::vector<jv> events_;
};

// Keeps the shortest processor time of each benchmark, in seconds, and prints nothing.
class Best final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const auto& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;  // a mean or a deviation of the others
      const auto name = run.run_name.function_name;
      if (run.error_occurred) throw std::runtime_error(name + ": " + run.error_message);
      const auto seconds = run.cpu_accumulated_time / static_cast<double>(run.iterations);
      const auto [known, added] = seconds_.emplace(name, seconds);
      if (!added) known->second = std::min(known->second, seconds);
    }
  }
  double per_second(const std::string& name) const { return 1 / seconds_.at(name); }

 private:
  std::map<std::string, double> seconds_;
};

// Measures `holds(i)` for i = 0, 1, … below `count`, round and round. All of them must hold.
void measure(const std::string& name, std::size_t count, std::function<bool(std::size_t)> holds) {
  const auto body = [count, holds = std::move(holds)](benchmark::State& state) {
    std::size_t at = 0;
    bool all = true;
    for (auto iteration : state) {
      (void)iteration;
      all = holds(at) && all;
      at = at + 1 == count ? 0 : at + 1;
    }
    if (!all) state.SkipWithError("the condition does not hold");
  };
  benchmark::RegisterBenchmark(name.c_str(), body)->Repetitions(kRepetitions)->MinTime(0.2);
}

// The allocations of a thousand evaluations.
double allocations_of(const cel::Expression& condition, const std::vector<Json>& all) {
  constexpr std::size_t kTimes = 1'000;
  const auto before = allocations.load();
  for (std::size_t i = 0; i < kTimes; ++i)
    if (!holds(condition, all[i])) throw std::runtime_error("the condition does not hold");
  return static_cast<double>(allocations.load() - before) / kTimes;
}

}  // namespace

void measure_expressions(Figures& figures) {
  std::fprintf(stderr, "expressions: %d events\n", kDocuments);
  const auto all = events(kDocuments);
  const auto gate = compile(kGate);
  const auto exists = compile(kExists);
  Jq jq(all);
  const auto many = all.size();
  measure("gate hot", 1, [&](std::size_t) { return holds(*gate, all[0]); });
  measure("gate many", many, [&](std::size_t at) { return holds(*gate, all[at]); });
  measure("exists hot", 1, [&](std::size_t) { return holds(*exists, all[0]); });
  measure("hand hot", 1, [&](std::size_t) { return holds_by_hand(all[0]); });
  measure("hand many", many, [&](std::size_t at) { return holds_by_hand(all[at]); });
  measure("jq hot", 1, [&](std::size_t at) { return jq.holds(at); });
  measure("jq many", many, [&](std::size_t at) { return jq.holds(at); });
  Best best;
  benchmark::RunSpecifiedBenchmarks(&best);

  const auto add = [&](const std::string& name, const char* measured, std::optional<double> goal,
                       const std::string& note) {
    figures.push_back({name, best.per_second(measured) / kMillion, "M/s", goal, false, 2, note});
  };
  const auto bytes = std::to_string(all[0].dump().size());
  add("gate, one event", "gate hot", 8, "event of " + bytes + " bytes; " + kGate);
  add("gate, one event: by hand in C++", "hand hot", {}, "the same check over the same JSON");
  add("gate, one event: libjq", "jq hot", {}, kJqGate);
  add("gate, 5,000 events", "gate many", 3, "one after the other, each in memory of its own");
  add("gate, 5,000 events: by hand in C++", "hand many", {}, {});
  add("gate, 5,000 events: libjq", "jq many", {}, {});
  add("exists over four items", "exists hot", 2.5, kExists);
  figures.push_back({"allocations of a gate", allocations_of(*gate, all), "", 0, true, 3, {}});
  figures.push_back({"allocations of exists", allocations_of(*exists, all), "", 0, true, 3, {}});
}

}  // namespace bench
