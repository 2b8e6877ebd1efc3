#include "baton/formats/money.hpp"
#include "baton/ingress/expressions.hpp"
#include "connectors/connection_parts.hpp"
#include "connectors/keys.hpp"

#include <algorithm>
#include <limits>

namespace baton::connectors {

namespace {

// The most that a cap or a price may say, in millionths: a million of the currency's unit.
constexpr std::int64_t kMoneyMicrosMax = 1'000'000'000'000;

// An amount of money in millionths; nullopt if it is absent or is none.
std::optional<std::int64_t> money_micros(const formats::FieldReader& at, std::string_view key) {
  const auto* value = at.find(key);
  if (value == nullptr) return std::nullopt;
  const auto text = ingress::scalar_text(*value);
  const auto micros = text ? formats::micros_of(*text) : std::nullopt;
  if (micros && *micros >= 0 && *micros <= kMoneyMicrosMax) return micros;
  at.error(key, "config/money",
           '"' + std::string(key) +
               "\": expected an amount from 0 to 1000000 with at most six digits behind the point",
           "write 0.25");
  return std::nullopt;
}

UsageCap read_cap(const formats::FieldReader& at) {
  at.allow(keys::kCap);
  UsageCap cap;
  if (at.find("tokens") != nullptr) cap.tokens = at.whole_number("tokens", 0, 0, 1e15);
  cap.cost_micros = money_micros(at, "cost");
  return cap;
}

bool is_capped(const UsageCap& cap) { return cap.tokens || cap.cost_micros; }

}  // namespace

void read_usage_terms(const formats::FieldReader& at, Connection& connection) {
  auto& terms = connection.usage;
  const auto caps = at.inner("caps");
  caps.allow(keys::kCaps);
  terms.run = read_cap(caps.inner("run"));
  terms.month = read_cap(caps.inner("month"));
  const auto prices = at.inner("prices");
  prices.allow(keys::kPrices);
  terms.currency = prices.text("currency");
  terms.input_price_micros = money_micros(prices, "input").value_or(0);
  terms.output_price_micros = money_micros(prices, "output").value_or(0);
  const auto& operations = connection.manifest->operations;
  const bool counts = std::any_of(operations.begin(), operations.end(),
                                  [](const auto& one) { return one.second.usage.has_value(); });
  if (!counts && (is_capped(terms.run) || is_capped(terms.month)))
    at.error("caps", "config/excludes",
             "the connector " + connection.manifest->name + " counts nothing that could be capped");
  const bool costs = terms.run.cost_micros || terms.month.cost_micros;
  if (costs && terms.input_price_micros == 0 && terms.output_price_micros == 0)
    at.error("prices", "config/missing-key", "a cap on the cost needs prices",
             "write prices: { currency: USD, input: 0.25, output: 2.00 }, for a million tokens");
}

}  // namespace baton::connectors
