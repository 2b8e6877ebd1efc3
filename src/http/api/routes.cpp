#include "baton/routing/routes.hpp"

#include "baton/routing/words.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

#include <utility>

// Decision tables, and trying them.
namespace baton::http {

Answered list_routes(Services& services, Asked& /*asked*/) {
  const auto routes = services.parts.runtime.routes();
  core::Json items = core::Json::array();
  for (const auto& name : routes->names()) {
    items.push_back(routing::to_json(*routes->find(name)));
    items.back()["findings"] = to_json(routes->findings_of(name));
  }
  co_return whole_list(std::move(items));
}

Answered try_route(Services& services, Asked& asked) {
  const auto routes = services.parts.runtime.routes();
  const auto table = routes->named(asked.values.text("name"));
  if (!table) co_return table.error();
  const auto answer = routing::explain(**table, asked.body.take("inputs"));
  if (!answer) {
    core::Error error = answer.error();
    error.where.insert(0, "/inputs");
    co_return error;
  }
  co_return json(*answer);
}

}  // namespace baton::http
