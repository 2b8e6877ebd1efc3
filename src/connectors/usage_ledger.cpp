#include "baton/connectors/usage_ledger.hpp"

#include "baton/core/json.hpp"
#include "baton/formats/money.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace baton::connectors {

namespace asio = boost::asio;
using core::Errc;
using core::Error;
using core::Json;

namespace {

std::string usage_setting(const std::string& connection) { return "usage/" + connection; }

// "2026-05".
std::string usage_month(core::Time now) { return core::to_rfc3339(now).substr(0, 7); }

Json usage_json(const Usage& usage) {
  return Json::array({usage.input_tokens, usage.output_tokens, usage.cost_micros, usage.calls});
}

Usage usage_of(const Json& json) {
  Usage usage;
  if (!json.is_array() || json.size() < 4) return usage;
  const auto at = [&json](std::size_t index) {
    return json[index].is_number_integer() ? json[index].get<std::int64_t>() : 0;
  };
  usage.input_tokens = at(0);
  usage.output_tokens = at(1);
  usage.cost_micros = at(2);
  usage.calls = at(3);
  return usage;
}

// Why a cap does not allow `more` on top of `used`; empty: it does.
std::string objection(const UsageCap& cap, const Usage& used, const Usage& more,
                      const std::string& currency) {
  if (cap.tokens && used.tokens() + more.tokens() > *cap.tokens)
    return std::to_string(*cap.tokens) + " tokens, of which " + std::to_string(used.tokens()) +
           " are used, and this call may take " + std::to_string(more.tokens());
  const auto money = [&currency](std::int64_t micros) {
    return formats::micros_text(micros) + (currency.empty() ? "" : " " + currency);
  };
  if (cap.cost_micros && used.cost_micros + more.cost_micros > *cap.cost_micros)
    return money(*cap.cost_micros) + ", of which " + money(used.cost_micros) +
           " is spent, and this call may cost " + money(more.cost_micros);
  return {};
}

Error over_cap(const std::string& connection, const std::string& whose, const std::string& why) {
  return {Errc::limited,
          "the connection \"" + connection + "\" allows " + whose + " " + why,
          {},
          "raise `caps` of the connection, or ask for less"};
}

}  // namespace

UsageLedger::Counters UsageLedger::read_counters(const std::string& text) {
  Counters counters;
  const auto json = core::parse_json(text);
  if (!json || !json->is_object()) return counters;
  counters.month = core::text_at(*json, "month");
  if (const auto* usage = core::find(*json, "usage")) counters.usage = usage_of(*usage);
  const auto* runs = core::find(*json, "runs");
  if (runs == nullptr || !runs->is_array()) return counters;
  // The one that called longest ago comes first.
  for (const auto& one : *runs) {
    if (!one.is_array() || one.size() != 2 || !one[0].is_string()) continue;
    counters.runs[one[0].get<std::string>()] = {usage_of(one[1]), ++counters.calls};
  }
  return counters;
}

std::string UsageLedger::written(const Counters& counters) {
  std::vector<std::pair<std::uint64_t, const std::string*>> order;
  for (const auto& [run, of] : counters.runs) order.emplace_back(of.last, &run);
  std::sort(order.begin(), order.end());
  Json runs = Json::array();
  for (const auto& [last, run] : order)
    runs.push_back(Json::array({*run, usage_json(counters.runs.at(*run).usage)}));
  return core::dump(Json{
      {"month", counters.month}, {"usage", usage_json(counters.usage)}, {"runs", std::move(runs)}});
}

asio::awaitable<void> UsageLedger::open(ports::Store& store, std::vector<std::string> connections) {
  store_ = &store;
  std::map<std::string, std::string> texts;
  auto look = [&connections, &texts](ports::Queries& queries) {
    for (const auto& name : connections)
      if (auto text = queries.setting(usage_setting(name)); !text.empty())
        texts[name] = std::move(text);
  };
  co_await store.read_for_server(look);
  for (const auto& [name, text] : texts) counters_.try_emplace(name, read_counters(text));
}

asio::awaitable<core::Result<UsageLedger::Counters*>> UsageLedger::counters_of(
    std::string connection) {
  auto known = counters_.find(connection);
  if (known == counters_.end()) {
    std::string text;
    if (store_ != nullptr) {
      std::string failed;
      auto look = [name = usage_setting(connection)](ports::Queries& queries) {
        return queries.setting(name);
      };
      try {
        text = co_await store_->read_for_server(look);
      } catch (const std::exception& problem) {
        failed = problem.what();
      }
      if (!failed.empty())
        co_return Error{Errc::unavailable, "what was used cannot be read: " + failed};
    }
    // Another call may have read it meanwhile; what is known counts.
    known = counters_.try_emplace(connection, read_counters(text)).first;
  }
  auto& counters = known->second;
  if (auto month = usage_month(clock_.now()); counters.month != month) {
    counters.month = std::move(month);
    counters.usage = {};
  }
  co_return &counters;
}

asio::awaitable<core::Result<void>> UsageLedger::keep(std::string connection) {
  if (store_ == nullptr) co_return core::Result<void>();
  // Transactions happen in the order in which they are submitted, so the newest text stays.
  auto write = [name = usage_setting(connection), text = written(counters_.at(connection))](
                   ports::Tx& tx) { tx.set_setting(name, text); };
  std::string failed;
  try {
    co_await store_->transact(write);
  } catch (const std::exception& problem) {
    failed = problem.what();
  }
  if (failed.empty()) co_return core::Result<void>();
  co_return Error{Errc::unavailable, "what is used cannot be kept: " + failed};
}

asio::awaitable<core::Result<UsageLedger::Admitted>> UsageLedger::admit(std::string connection,
                                                                        core::RunId run,
                                                                        UsageTerms terms,
                                                                        Usage most) {
  auto looked = co_await counters_of(connection);
  if (!looked) co_return looked.error();
  auto& counters = **looked;
  const bool per_run = (terms.run.tokens || terms.run.cost_micros) && run.value() != 0;
  const auto key = per_run ? run.text() : std::string();
  const auto of_run = counters.runs.find(key);
  const auto used = of_run != counters.runs.end() ? of_run->second.usage : Usage{};
  if (auto why = objection(terms.run, used, most, terms.currency); per_run && !why.empty())
    co_return over_cap(connection, "a run", why);
  if (auto why = objection(terms.month, counters.usage, most, terms.currency); !why.empty())
    co_return over_cap(connection, "a month", why);
  counters.usage += most;
  if (per_run) {
    auto& mine = counters.runs[key];
    mine.usage += most;
    mine.last = ++counters.calls;
    if (counters.runs.size() > kRunsMax)
      counters.runs.erase(std::min_element(
          counters.runs.begin(), counters.runs.end(),
          [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
  }
  Admitted admitted{connection, key, counters.month, most};
  const auto kept = co_await keep(connection);
  if (kept) co_return admitted;
  // It was not sent, so nothing of it counts.
  auto giving_back = settle(admitted, Usage{});
  co_await std::move(giving_back);
  co_return kept.error();
}

asio::awaitable<void> UsageLedger::settle(Admitted admitted, std::optional<Usage> used) {
  const bool sent = !used || used->calls > 0;
  const Usage counted = used.value_or(admitted.most);
  if (sent && told_) told_(admitted.connection, counted);
  if (!used) co_return;
  auto& counters = counters_.at(admitted.connection);
  if (counters.month == admitted.month) {
    counters.usage -= admitted.most;
    counters.usage += counted;
  }
  if (const auto mine = counters.runs.find(admitted.run); mine != counters.runs.end()) {
    mine->second.usage -= admitted.most;
    mine->second.usage += counted;
  }
  const auto kept = co_await keep(admitted.connection);
  if (!kept) spdlog::warn("connection {}: {}", admitted.connection, kept.error().message);
}

Usage UsageLedger::this_month(std::string_view connection) const {
  const auto known = counters_.find(connection);
  const bool now = known != counters_.end() && known->second.month == usage_month(clock_.now());
  return now ? known->second.usage : Usage{};
}

}  // namespace baton::connectors
