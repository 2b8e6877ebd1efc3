// Vendors' answers: status, headers and body, to every operation of every shipped manifest. The
// outcome is one that the engine knows, and what it hands to a run can be stored.
#include "connectors/answer.hpp"
#include "connectors/manifest.hpp"
#include "connectors/retry_after.hpp"
#include "fuzz/fuzz.hpp"

#include <filesystem>
#include <map>

namespace {

using namespace baton;
using fuzz::hold;

std::map<std::string, std::shared_ptr<const connectors::Manifest>, std::less<>> load_manifests() {
  std::map<std::string, std::shared_ptr<const connectors::Manifest>, std::less<>> manifests;
  for (const auto& entry :
       std::filesystem::directory_iterator(BATON_SOURCE_DIR "/config/connectors")) {
    core::Findings findings;
    auto manifest =
        connectors::Manifest::load(fuzz::read_file(entry.path()), entry.path(), findings);
    if (manifest && !manifest->operations.empty())
      manifests.emplace(manifest->name, std::move(manifest));
  }
  hold(manifests.size() >= 4, "the shipped manifests load");
  return manifests;
}

}  // namespace

// Input: "CONNECTOR OPERATION", "STATUS", a line a header, an empty line, the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto manifests = load_manifests();
  static const core::Json context =
      core::Json::parse(R"({"name": "c", "settings": {}, "summary": "x"})");
  static const core::Json input = core::Json::parse(
      R"({"id": "1", "name": "n", "fields": {"a": 1}, "email": "a@b.example", "path": "/x", "project": "P", "summary": "s"})");
  std::string_view text = fuzz::text_of(data, size);
  const auto manifest = manifests.find(fuzz::take(text, " "));
  if (manifest == manifests.end()) return -1;
  const auto named = manifest->second->operations.find(std::string(fuzz::take(text, "\n")));
  if (named == manifest->second->operations.end()) return -1;
  const auto& operation = named->second;
  std::string_view head = fuzz::take(text, "\n\n");
  connectors::HttpResponse response;
  response.body = text;
  response.status = 200;
  for (const char c : fuzz::take(head, "\n").substr(0, 3))
    if (c >= '0' && c <= '9') response.status = (response.status * 10 + (c - '0')) % 1'000;
  while (!head.empty() && response.headers.size() < 50) {
    std::string_view field = fuzz::take(head, "\n");
    const auto name = fuzz::take(field, ": ");
    response.headers.emplace_back(name, field);
  }
  const core::Time now(std::chrono::seconds(1'700'000'000));
  static const std::string kSecret = "a-secret/of:ours";
  static const auto redaction = [] {
    connectors::Redaction made;
    made.add(kSecret);
    return made;
  }();
  connectors::Connection connection;
  connection.manifest = manifest->second;
  const auto answer =
      connectors::Answer::of(response, operation.request, connection, redaction, now, true);
  const auto wait = answer.retry_after.value_or(core::Duration{});
  hold(wait >= core::Duration{} && wait <= connectors::kRetryAfterMax, "a wait is bounded");
  hold(core::dump(answer.body).find(kSecret) == std::string::npos, "no secret comes back");

  const core::Json key = "k", attempt = 1;
  ingress::Values names;
  names.bind("input", input)
      .bind("connection", context)
      .bind("context", context)
      .bind("key", key)
      .bind("attempt", attempt);
  names.bind("lookup", answer.body);
  answer.bind(names);
  const auto result = connectors::classify(operation, answer, names);
  hold(result.retry_after >= core::Duration{} && result.retry_after <= connectors::kRetryAfterMax,
       "a retry is bounded");
  hold(result.kind == core::ActionResult::Kind::succeeded || !result.message.empty() ||
           !result.code.empty(),
       "a failure says what it was");
  const auto stored = core::parse_json(core::dump(result.output), {1'000, true});
  hold(stored.has_value(), "an output can be stored and read");
  if (operation.find && operation.find->found) (void)ingress::holds(*operation.find->found, names);
  return 0;
}
