#include "connectors/attempt.hpp"
#include "connectors/exchange.hpp"
#include "connectors/manifest_performer_call.hpp"

#include <algorithm>
#include <utility>

// Shows what an action would send.
namespace baton::connectors {

using core::Json;

namespace {

// A request that `render` makes of a view of the connection.
using Rendered = core::Result<ReadyRequest>;

// Renders the request, also if settings are missing. Some value stands for each of those without
// which there is no request. Those that the request can do without stay absent, so that it shows
// what is sent without them, such as a default.
Rendered render_with_stand_ins(const Connection& connection, const auto& render) {
  auto view = connection.view;
  auto rendered = render(view);
  if (rendered || connection.unset.empty()) return rendered;
  view = connection.view_if_set;
  rendered = render(view);
  if (!rendered) return rendered;
  const auto& own = connection.view.at("settings");
  auto& settings = view.at("settings");
  for (const auto& [name, stand_in] : connection.view_if_set.at("settings").items()) {
    const auto* set = core::find(own, name);
    if (set != nullptr && *set == stand_in) continue;
    if (set != nullptr)
      settings[name] = *set;
    else
      settings.erase(name);
    auto without = render(view);
    if (without)
      rendered = std::move(without);
    else
      settings[name] = stand_in;
  }
  return rendered;
}

}  // namespace

core::Result<Json> ManifestPerformer::preview(const core::StartAction& action) const {
  const auto found = find_operation(connection_, action);
  if (!found) return found.error();
  const auto& operation = **found;
  Call call(action, connection_.view, timeout_of(action, options_));
  const bool looks_first = operation.lookup.has_value();
  const formats::Url* base = connection_.base ? &*connection_.base : nullptr;
  const auto render = [&](const Json& view) {
    call.names.bind("connection", view);
    return render_request(looks_first ? *operation.lookup : operation.request, connection_, base,
                          call.names, looks_first ? "" : operation.key_header, action.key);
  };
  auto rendered = render_with_stand_ins(connection_, render);
  // Where an action needs the address of the connection and that is not set, some address is shown.
  // An action that names a whole URL needs none.
  if (!rendered && base == nullptr && rendered.error().code == core::Errc::unavailable) {
    auto host = connection_.name;
    std::replace(host.begin(), host.end(), '_', '-');
    const auto some_base = formats::parse_url("https://" + host + ".example");
    base = &some_base.value();
    rendered = render_with_stand_ins(connection_, render);
  }
  if (!rendered) return rendered.error();
  auto shown = request_json(rendered->origin, rendered->request);
  withheld_.redaction().redact(shown);
  shown["auth"] = connection_.auth.row->kind;
  // The second request depends on the answer to the first.
  if (looks_first) shown["then"] = "the request of the operation, from the answer to this look-up";
  return shown;
}

}  // namespace baton::connectors
