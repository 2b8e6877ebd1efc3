#include "baton/runtime/saved_views.hpp"

#include "baton/views/run_query.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/problem.hpp"

#include <string>
#include <utility>
#include <vector>

// The views of the run list that whoever asks keeps.
namespace baton::http {
namespace {

core::Json view_json(const runtime::SavedView& view) {
  return {{"name", view.name}, {"q", view.query}};
}

}  // namespace

Answered list_views(Services& services, Asked& asked) {
  auto read = [person = asked.principal->actor](ports::Queries& queries) {
    return runtime::saved_views(queries, person);
  };
  const auto views = co_await services.parts.store.read(read);
  core::Json items = core::Json::array();
  for (const auto& view : views) items.push_back(view_json(view));
  co_return whole_list(std::move(items));
}

Answered keep_view(Services& services, Asked& asked) {
  const runtime::SavedView view{asked.values.text("name"), asked.body.text("q")};
  if (view.query.size() > runtime::kViewQueryBytesMax)
    co_return core::Error{
        core::Errc::too_large,
        "expected at most " + std::to_string(runtime::kViewQueryBytesMax) + " bytes",
        "/q",
        {}};
  ports::RunFilter ignored;
  const std::vector<core::Error> mistakes =
      views::add_query(view.query, services.parts.clock.now(), ignored);
  if (!mistakes.empty()) co_return problem(mistakes);
  auto keep = [&view, person = asked.principal->actor](ports::Tx& tx) {
    return runtime::keep_view(tx, person, view);
  };
  const auto kept = co_await services.parts.store.transact(keep);
  if (!kept) co_return kept.error();
  co_return json(view_json(view), *kept == runtime::Kept::added ? 201 : 200);
}

Answered forget_view(Services& services, Asked& asked) {
  const std::string name = asked.values.text("name");
  auto forget = [&name, person = asked.principal->actor](ports::Tx& tx) {
    return runtime::forget_view(tx, person, name);
  };
  const auto forgotten = co_await services.parts.store.transact(forget);
  if (!forgotten) co_return forgotten.error();
  co_return no_content();
}

}  // namespace baton::http
