#include "baton/runtime/summary.hpp"

#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/summaries.hpp"

#include <string>
#include <utility>

// What happened to a run, in sentences that name the lines of its journal.
namespace baton::http {

core::Result<core::Json> with_summary(ports::Queries& queries, runtime::PlanCache& plans,
                                      const ApprovalId& item, const std::string& lang,
                                      core::Json json) {
  constexpr std::size_t kBesideAnItem = 6;
  auto found = runtime::summary(queries, plans, item.run, {lang, item.step.name, kBesideAnItem});
  if (found) json["summary"] = std::move((*found)["sentences"]);
  // A template that does not pass the checks any more hides no item of an inbox.
  if (!found && found.error().code == core::Errc::invalid) return found.error();
  return json;
}

Answered show_summary(Services& services, Asked& asked) {
  constexpr std::int64_t kMost = 20;
  runtime::SummaryAsked wanted{asked.values.text("lang"), asked.values.text("step"),
                               static_cast<std::size_t>(asked.values.number("most", kMost))};
  auto read = [id = asked.values.id<core::RunId>("id"), wanted = std::move(wanted),
               &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    const auto found = runtime::summary(queries, plans, id, wanted);
    if (!found) return found.error();
    return core::dump(*found);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered hold_summary(Services& services, Asked& asked) {
  auto read = [id = asked.values.id<core::RunId>("id"), written = asked.body.take("sentences"),
               &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    const auto found = runtime::held_summary(queries, plans, id, written);
    if (!found) return found.error();
    return core::dump(*found);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

}  // namespace baton::http
