#include "baton/core/text.hpp"
#include "simulator/vendor.hpp"

#include <algorithm>
#include <utility>

namespace baton::simulator {

using core::Json;

namespace {

// Replaces each "@{reference.member}" in a text by what an earlier request of the batch gave.
std::string filled_in(std::string text, const Json& given) {
  for (auto open = text.find("@{"); open != std::string::npos; open = text.find("@{", open)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos) break;
    std::string_view path = std::string_view(text).substr(open + 2, close - open - 2);
    const Json* value = &given;
    while (!path.empty() && value != nullptr)
      value = core::find(*value, core::take_part(path, '.'));
    const auto word = value == nullptr ? std::nullopt : ingress::scalar_text(*value);
    if (!word) {
      open = close;
      continue;
    }
    text.replace(open, close - open + 1, *word);
    open += word->size();
  }
  return text;
}

void fill_in(Json& value, const Json& given) {
  if (value.is_string()) {
    value = filled_in(value.get<std::string>(), given);
  } else if (value.is_structured()) {
    for (auto& inner : value) fill_in(inner, given);
  }
}

}  // namespace

// Each request is answered as if it had come alone. One after another that failed is answered
// `halted` while all must succeed, and then nothing that was done stays.
void Vendor::batch(const BatchSpec& spec, const Request& request, RouteBindings& bindings,
                   std::chrono::milliseconds lag) {
  const auto requests = bindings.render(spec.requests, "batch: requests");
  if (!requests.is_array()) bindings.fail("batch: requests", "expected a list");
  const bool all_or_none = bindings.holds(spec.all_or_none, "batch: all_or_none", false);
  const auto tables_before = all_or_none ? tables_ : Tables();
  bool failed = false;
  Json given = Json::object();
  bindings.answers = Json::array();
  for (auto one : requests) {
    Json answered = {{"reference", core::text_at(one, "reference")}};
    if (failed && all_or_none) {
      answered.update({{"status", 400}, {"halted", true}, {"body", nullptr}});
      bindings.answers.push_back(std::move(answered));
      continue;
    }
    fill_in(one, given);
    Request inner = request;
    inner.method = core::text_at(one, "method", "POST");
    const auto path = core::text_at(one, "path");
    inner.path = path.substr(0, path.find('?'));
    inner.text = one.contains("body") ? core::dump(one["body"]) : std::string();
    inner.headers["content-type"] = "application/json";
    const auto reply = dispatch(inner, bindings.now(), lag);
    failed = failed || reply.status >= 400;
    auto body = Json::parse(reply.body, nullptr, false);
    if (body.is_discarded()) body = nullptr;
    if (!core::text_at(one, "reference").empty()) given[core::text_at(one, "reference")] = body;
    answered.update({{"status", reply.status}, {"halted", false}, {"body", std::move(body)}});
    bindings.answers.push_back(std::move(answered));
  }
  if (!failed || !all_or_none) return;
  tables_ = tables_before;
  for (auto& one : bindings.answers) one["undone"] = one["status"].get<int>() < 400;
}

}  // namespace baton::simulator
