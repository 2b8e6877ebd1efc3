#include "connectors/attempt.hpp"
#include "connectors/exchange.hpp"
#include "connectors/manifest_performer_call.hpp"

#include <algorithm>

// Shows what an action would send.
namespace baton::connectors {

using core::Json;

// A connection that is not complete can be shown as well: what is not set has some value.
core::Result<Json> ManifestPerformer::preview(const core::StartAction& action) const {
  const auto found = find_operation(connection_, action);
  if (!found) return found.error();
  const auto& operation = **found;
  const Call call(action, connection_.unset.empty() ? connection_.view : connection_.view_if_set,
                  timeout_of(action, options_));
  auto host = connection_.name;
  std::replace(host.begin(), host.end(), '_', '-');
  const auto some_base = formats::parse_url("https://" + host + ".example");
  const auto* base = connection_.base ? &*connection_.base : &some_base.value();
  const bool looks_first = operation.lookup.has_value();
  const auto rendered =
      render_request(looks_first ? *operation.lookup : operation.request, connection_, base,
                     call.names, looks_first ? "" : operation.key_header, action.key);
  if (!rendered) return rendered.error();
  auto shown = request_json(rendered->origin, rendered->request);
  withheld_.redaction().redact(shown);
  shown["auth"] = connection_.auth.row->kind;
  // The second request depends on the answer to the first.
  if (looks_first) shown["then"] = "the request of the operation, from the answer to this look-up";
  return shown;
}

}  // namespace baton::connectors
