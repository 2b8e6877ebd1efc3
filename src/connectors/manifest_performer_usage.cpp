#include "baton/connectors/usage_ledger.hpp"
#include "connectors/manifest_performer.hpp"
#include "connectors/manifest_performer_call.hpp"

#include <algorithm>

// Operations that cost by use.
namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using Kind = core::ActionResult::Kind;

namespace {

// No model counts so far. Vendors may answer with any number; above this it would not fit into 64
// bits, and what is counted is cut off far below it.
constexpr double kCountMax = 1e15;

// A whole number that an expression gives; nullopt if it fails or gives something else.
std::optional<std::int64_t> count_of(const cel::Document& document, const ingress::Values& names) {
  const auto value = document.render(names);
  if (!value || !value->is_number()) return std::nullopt;
  const auto count = value->get<double>();
  if (!(count >= 0)) return std::nullopt;
  return static_cast<std::int64_t>(std::min(count, kCountMax));
}

}  // namespace

void ManifestPerformer::read_usage(Call& call, const OperationSpec& operation,
                                   const Asked& asked) const {
  // A vendor counts nothing of a request that it refused or could not serve.
  call.used_nothing = asked.answer->code / 100 != 2;
  if (call.used_nothing) return;
  const auto input = count_of(*operation.usage->input_tokens, call.names);
  const auto output = count_of(*operation.usage->output_tokens, call.names);
  if (input && output) call.used = connection_.usage.of(*input, *output);
}

asio::awaitable<ActionResult> ManifestPerformer::run_metered(Call& call,
                                                             const OperationSpec& operation) {
  auto* ledger = options_.usage;
  if (ledger == nullptr) co_return co_await run(call, operation);
  const auto input = count_of(*operation.usage->most_input_tokens, call.names);
  const auto output = count_of(*operation.usage->most_output_tokens, call.names);
  if (!input || !output) {
    // Why it cannot be told is said better by the request itself, which has the same mistake.
    auto plain = run(call, operation);
    co_return co_await std::move(plain);
  }
  auto admitting = ledger->admit(connection_.name, call.action.run, connection_.usage,
                                 connection_.usage.of(*input, *output));
  auto admitted = co_await std::move(admitting);
  if (!admitted) {
    const bool capped = admitted.error().code == core::Errc::limited;
    ActionResult refused{capped ? Kind::permanent : Kind::transient,
                         {},
                         capped ? "cap_reached" : "usage_not_kept",
                         admitted.error().text(),
                         {}};
    co_return refused;
  }
  auto running = run(call, operation);
  auto result = co_await std::move(running);
  auto used = call.used_nothing ? std::optional<Usage>(Usage{}) : call.used;
  auto settling = ledger->settle(*std::move(admitted), std::move(used));
  co_await std::move(settling);
  co_return result;
}

}  // namespace baton::connectors
