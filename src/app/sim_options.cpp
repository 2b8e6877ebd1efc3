#include "app/sim_options.hpp"

#include "baton/core/finding.hpp"
#include "baton/core/time.hpp"

#include <charconv>
#include <optional>

namespace baton::app {
namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

struct OfVendor {
  std::string vendor;
  std::string value;
  // The paths below which its requests are.
  std::string prefix() const { return vendor == "all" ? "/" : "/" + vendor; }
};

Error badly_written(const std::string& option, const std::string& given,
                    const std::string& example) {
  return {
      Errc::invalid, option + " \"" + given + "\" cannot be read", {}, "write it as " + example};
}

Result<OfVendor> of_vendor(const std::string& option, const std::string& given,
                           const std::string& example, const std::vector<std::string>& known) {
  const auto equals = given.find('=');
  if (equals == std::string::npos || equals + 1 == given.size())
    return badly_written(option, given, example);
  OfVendor out{given.substr(0, equals), given.substr(equals + 1)};
  if (out.vendor == "all") return out;
  for (const auto& name : known) {
    if (name == out.vendor) return out;
  }
  return core::no_such_name("vendor", out.vendor, known);
}

std::optional<double> number_of(std::string_view text, double least, double most) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole && number >= least && number <= most ? std::optional(number) : std::nullopt;
}

constexpr const char* kFaultExample =
    "--fault jira=429:0.1, --fault jira=busy or --fault jira=lost:0.05";

Result<void> add_fault(Json& script, const std::string& given,
                       const std::vector<std::string>& known) {
  const auto fault = of_vendor("--fault", given, kFaultExample, known);
  if (!fault) return fault.error();
  const auto colon = fault->value.find(':');
  const auto what = fault->value.substr(0, colon);
  const auto share = colon == std::string::npos ? std::optional(1.0)
                                                : number_of(fault->value.substr(colon + 1), 0, 1);
  const auto status = number_of(what, 400, 599);
  if (!share || (!status && what != "busy" && what != "lost"))
    return badly_written("--fault", given, kFaultExample);
  Json rule = {{"path_prefix", fault->prefix()}, {"share", *share}};
  if (what == "lost") {
    script["drop"].push_back(std::move(rule));
    return {};
  }
  // A vendor that says "slow down" by another status than 429 does so for both words.
  if (what == "busy" || what == "429")
    rule["status"] = "busy";
  else
    rule["status"] = static_cast<int>(*status);
  script["fail"].push_back(std::move(rule));
  return {};
}

Result<std::chrono::milliseconds> length_of(const std::string& option, const std::string& given,
                                            const std::string& value, const std::string& example) {
  const auto length = core::parse_duration(value);
  if (!length || *length > std::chrono::hours(1)) return badly_written(option, given, example);
  return std::chrono::duration_cast<std::chrono::milliseconds>(*length);
}

Result<void> add_latency(Json& script, const std::string& given,
                         const std::vector<std::string>& known) {
  const std::string example = "--latency salesforce=200ms";
  const auto one = of_vendor("--latency", given, example, known);
  if (!one) return one.error();
  const auto length = length_of("--latency", given, one->value, example);
  if (!length) return length.error();
  script["delay"].push_back({{"path_prefix", one->prefix()}, {"ms", length->count()}});
  return {};
}

Result<void> add_lag(Json& script, const std::string& given,
                     const std::vector<std::string>& known) {
  const std::string example = "--lag jira=5s";
  const auto one = of_vendor("--lag", given, example, known);
  if (!one) return one.error();
  const auto length = length_of("--lag", given, one->value, example);
  if (!length) return length.error();
  for (const auto& name : one->vendor == "all" ? known : std::vector<std::string>{one->vendor})
    script["lag_ms"][name] = length->count();
  return {};
}

Result<void> add_rate(Json& script, const std::string& given,
                      const std::vector<std::string>& known) {
  const std::string example = "--rate jira=10, requests a second";
  const auto one = of_vendor("--rate", given, example, known);
  if (!one) return one.error();
  const auto rate = number_of(one->value, 0.001, 1e6);
  if (!rate) return badly_written("--rate", given, example);
  for (const auto& name : one->vendor == "all" ? known : std::vector<std::string>{one->vendor})
    script["rate"][name] = *rate;
  return {};
}

}  // namespace

core::Result<core::Json> fault_script(const SimFaults& faults,
                                      const std::vector<std::string>& known) {
  Json script = {{"fail", Json::array()}, {"drop", Json::array()}, {"delay", Json::array()}};
  using Add = Result<void> (*)(Json&, const std::string&, const std::vector<std::string>&);
  const std::pair<const std::vector<std::string>*, Add> options[] = {
      {&faults.faults, add_fault},
      {&faults.latencies, add_latency},
      {&faults.lags, add_lag},
      {&faults.rates, add_rate}};
  for (const auto& [given, add] : options) {
    for (const auto& one : *given) {
      if (auto added = add(script, one, known); !added) return added.error();
    }
  }
  return script;
}

}  // namespace baton::app
