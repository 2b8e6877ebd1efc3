#include "baton/facts/definitions.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"

#include <utility>

// Facts: what there are, what they are now, and what they were.
namespace baton::http {
namespace {

core::Json value_json(const core::FactValue& value, const ports::Clock& clock) {
  core::Json json{{"fact", value.fact},
                  {"key", value.key},
                  {"value", value.value},
                  {"at", core::to_rfc3339(value.at)},
                  {"actor", value.actor},
                  {"source", value.source},
                  {"note", value.note},
                  {"event", value.event ? core::Json(value.event.text()) : core::Json()},
                  {"stale", value.stale && *value.stale <= clock.steady()},
                  {"stale_at", nullptr}};
  if (value.stale) json["stale_at"] = core::to_rfc3339(clock.on_wall(*value.stale));
  return json;
}

// The name of the fact that is asked for. Errc::not_found: there is none of that name.
core::Result<std::string> named_fact(Services& services, const Asked& asked) {
  auto name = asked.values.text("name");
  const auto known = services.parts.runtime.facts()->named(name);
  if (!known) return known.error();
  return name;
}

}  // namespace

Answered list_facts(Services& services, Asked& /*asked*/) {
  const auto facts = services.parts.runtime.facts();
  auto read = [&facts](ports::Queries& queries) {
    core::Json items = core::Json::array();
    for (const auto& name : facts->names()) {
      items.push_back(facts::to_json(*facts->find(name)));
      items.back()["values"] = queries.fact_count(name);
    }
    return items;
  };
  auto items = co_await services.parts.store.read(read);
  co_return whole_list(std::move(items));
}

Answered show_fact(Services& services, Asked& asked) {
  const auto name = named_fact(services, asked);
  if (!name) co_return name.error();
  const auto& clock = services.parts.clock;
  auto read = [&name = *name, &clock, limit = asked.values.limit(), key = asked.values.text("key"),
               after = key_before(asked.values.text("cursor"))](
                  ports::Queries& queries) mutable -> core::Result<std::string> {
    const bool one = !key.empty();
    const auto rows = [&](std::size_t count) {
      std::vector<core::FactValue> found;
      if (!one) found = queries.facts_of(name, after, count);
      if (auto only = one ? queries.fact(name, key) : std::nullopt) found.push_back(*only);
      if (!found.empty()) after = found.back().key;
      if (one) key.clear();
      return found;
    };
    const auto item = [&clock](const core::FactValue& value) { return value_json(value, clock); };
    return page(one ? 2 : limit, rows, item,
                [](const core::FactValue& last) { return cursor_behind(last.key); });
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered show_fact_history(Services& services, Asked& asked) {
  const auto name = named_fact(services, asked);
  if (!name) co_return name.error();
  const auto& clock = services.parts.clock;
  auto read = [&name = *name, &clock, limit = asked.values.limit(), key = asked.values.text("key"),
               before = asked.values.number("cursor", 0)](
                  ports::Queries& queries) mutable -> core::Result<std::string> {
    const auto rows = [&](std::size_t count) {
      auto found = queries.fact_history(name, key, before, count);
      if (!found.empty()) before = found.back().sequence;
      return found;
    };
    const auto item = [&clock](const ports::FactHistoryRow& row) {
      return value_json(row.value, clock);
    };
    return page(limit, rows, item,
                [](const ports::FactHistoryRow& last) { return std::to_string(last.sequence); });
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered list_fact_readers(Services& services, Asked& asked) {
  auto found = co_await services.parts.runtime.fact_readers(asked.values.text("name"));
  if (!found) co_return found.error();
  co_return whole_list(*std::move(found));
}

Answered set_fact(Services& services, Asked& asked) {
  std::string name = asked.values.text("name");
  std::string key = asked.body.text("key");
  core::Json value = asked.body.take("value");
  std::string note = asked.body.text("note");
  core::Actor actor = asked.principal->actor;
  const auto receipt = co_await services.parts.runtime.set_fact(
      std::move(name), std::move(key), std::move(value), std::move(note), std::move(actor));
  if (!receipt) co_return receipt.error();
  const core::Json body{{"event", receipt->id.text()}};
  co_return json(body, 202);
}

}  // namespace baton::http
