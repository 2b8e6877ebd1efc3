#include "baton/connectors/usage.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

// The price is that of a million tokens.
constexpr std::int64_t kTokensPriced = 1'000'000;
// No call has more tokens than this. Larger figures are no counters of a model.
constexpr std::int64_t kTokensMax = 1'000'000'000;

std::int64_t cost_of(std::int64_t tokens, std::int64_t price_micros) {
  // In parts, so that the product does not overflow.
  const auto whole = tokens / kTokensPriced * price_micros;
  const auto rest = tokens % kTokensPriced * price_micros;
  return whole + (rest + kTokensPriced - 1) / kTokensPriced;
}

}  // namespace

Usage& Usage::operator+=(const Usage& more) {
  input_tokens += more.input_tokens;
  output_tokens += more.output_tokens;
  cost_micros += more.cost_micros;
  calls += more.calls;
  return *this;
}

// Counters never fall below zero: what is taken away was counted before, unless the month or the
// memory of a run has ended meanwhile.
Usage& Usage::operator-=(const Usage& less) {
  input_tokens = std::max<std::int64_t>(0, input_tokens - less.input_tokens);
  output_tokens = std::max<std::int64_t>(0, output_tokens - less.output_tokens);
  cost_micros = std::max<std::int64_t>(0, cost_micros - less.cost_micros);
  calls = std::max<std::int64_t>(0, calls - less.calls);
  return *this;
}

Usage UsageTerms::of(std::int64_t input_tokens, std::int64_t output_tokens) const {
  Usage usage;
  usage.input_tokens = std::clamp<std::int64_t>(input_tokens, 0, kTokensMax);
  usage.output_tokens = std::clamp<std::int64_t>(output_tokens, 0, kTokensMax);
  usage.cost_micros = cost_of(usage.input_tokens, input_price_micros) +
                      cost_of(usage.output_tokens, output_price_micros);
  usage.calls = 1;
  return usage;
}

}  // namespace baton::connectors
