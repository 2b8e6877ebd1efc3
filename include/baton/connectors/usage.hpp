#pragma once

#include <cstdint>
#include <optional>
#include <string>

// What calls use where the vendor charges by use, such as the tokens of a language model. Plain
// values; any thread.
namespace baton::connectors {

// What some calls used: tokens of a language model, and what they cost.
struct Usage {
  // Tokens that were sent, those from a cache included.
  std::int64_t input_tokens = 0;
  // Tokens that came back, those of reasoning included.
  std::int64_t output_tokens = 0;
  // What they cost by the prices of the connection, in millionths of the currency's unit, rounded
  // up for each call. Zero where the connection names no prices.
  std::int64_t cost_micros = 0;
  // How many calls there were.
  std::int64_t calls = 0;

  Usage& operator+=(const Usage& more);
  Usage& operator-=(const Usage& less);
  // The tokens of both directions.
  std::int64_t tokens() const { return input_tokens + output_tokens; }
};

// The most that may be used by one run, or in one month. Nullopt: there is no such limit.
struct UsageCap {
  // Tokens of both directions together.
  std::optional<std::int64_t> tokens{};
  // Cost, in millionths of the currency's unit.
  std::optional<std::int64_t> cost_micros{};
};

// What a connection says about what it uses.
struct UsageTerms {
  // The cap of each run.
  UsageCap run{};
  // The cap of each month of UTC, for all runs together.
  UsageCap month{};
  // The price of a million tokens that are sent, in millionths of the currency's unit.
  std::int64_t input_price_micros = 0;
  // The same for tokens that come back.
  std::int64_t output_price_micros = 0;
  // The currency of the prices, for people; may be empty.
  std::string currency{};

  // The usage of one call with so many tokens.
  Usage of(std::int64_t input_tokens, std::int64_t output_tokens) const;
};

}  // namespace baton::connectors
