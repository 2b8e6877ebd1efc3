#include "connectors/manifest_inputs.hpp"

#include "baton/core/text.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

using core::Json;

bool names_input(const std::string& text, const std::string& name) {
  const auto in_word = [](char letter) {
    return letter == '_' || (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z');
  };
  for (const auto& said : {"input." + name, "input[\"" + name + "\"", "input['" + name + "'"}) {
    for (auto at = text.find(said); at != std::string::npos; at = text.find(said, at + 1)) {
      const auto end = at + said.size();
      if (end == text.size() || !in_word(text[end]) || !in_word(said.back())) return true;
    }
  }
  return false;
}

// The JSON pointer of the text in `value` that names this input; empty if no text does.
std::string where_named(const Json& value, const std::string& pointer, const std::string& name) {
  if (value.is_string())
    return names_input(value.get_ref<const std::string&>(), name) ? pointer : std::string();
  if (!value.is_structured()) return {};
  for (const auto& [key, member] : value.items()) {
    if (auto found = where_named(member, pointer + "/" + core::pointer_part(key), name);
        !found.empty())
      return found;
  }
  return {};
}

// Reports inputs that expressions read and the operation does not have. Such an input would always
// be absent, so it is a mistake of the manifest.
void check_inputs(const formats::FieldReader& at, std::string_view key, const OperationSpec& spec,
                  const std::vector<cel::Path>& reads) {
  const auto* properties = core::find(spec.declared.input_schema, "properties");
  if (properties == nullptr || !properties->is_object()) return;
  std::vector<std::string> known;
  for (const auto& [name, property] : properties->items()) known.push_back(name);
  for (const auto& path : reads) {
    if (path.size() < 2 || path[0] != "input" || properties->contains(path[1])) continue;
    const auto* value = at.find(key);
    const auto found =
        value == nullptr ? std::string() : where_named(*value, at.pointer(key), path[1]);
    at.findings().push_back(at.file().finding(
        found.empty() ? at.pointer(key) : found, "ref/unknown-input",
        "there is no input \"" + path[1] + '"', core::did_you_mean(path[1], known)));
  }
}

// The documents of a request; some may be null.
std::vector<ingress::DocumentPtr> documents_of(const RequestSpec& request) {
  auto documents = request.path;
  documents.insert(documents.end(),
                   {request.target, request.url, request.query, request.headers, request.json,
                    request.form, request.body.merge, request.body.adf, request.body.html,
                    request.body.sections, request.body.raw, request.body.part_list});
  for (const auto& part : request.body.parts)
    documents.insert(documents.end(), {part.filename, part.type, part.text, part.base64});
  return documents;
}

void check_inputs(const formats::FieldReader& at, std::string_view key, const OperationSpec& spec,
                  const RequestSpec& request) {
  for (const auto& one : documents_of(request))
    if (one) check_inputs(at, key, spec, one->reads());
}

// True if what the operation sends has the idempotency key somewhere in it.
bool sends_key(const OperationSpec& spec) {
  auto documents = documents_of(spec.request);
  documents.push_back(spec.mail);
  return std::any_of(documents.begin(), documents.end(), [](const auto& document) {
    if (!document) return false;
    const auto reads = document->reads();
    return std::any_of(reads.begin(), reads.end(),
                       [](const cel::Path& path) { return !path.empty() && path[0] == "key"; });
  });
}

}  // namespace

void check_inputs(const formats::FieldReader& at, const OperationSpec& spec) {
  check_inputs(at, "request", spec, spec.request);
  if (spec.mail) check_inputs(at, "mail", spec, spec.mail->reads());
  if (spec.lookup) check_inputs(at, "lookup", spec, *spec.lookup);
  if (spec.output) check_inputs(at, "output", spec, spec.output->reads());
  if (!spec.find) return;
  check_inputs(at, "idempotency", spec, spec.find->request);
  if (spec.find->found) check_inputs(at, "idempotency", spec, spec.find->found->reads());
  if (spec.find->output) check_inputs(at, "idempotency", spec, spec.find->output->reads());
}

core::Repeat repeat_of(const OperationSpec& spec, Transport transport) {
  using core::Repeat;
  if (spec.file) return spec.file->puts ? Repeat::same : Repeat::reads;
  const bool by_program = transport == Transport::plugin;
  if (!by_program && !spec.mail && spec.request.method == "GET") return Repeat::reads;
  const bool by_key = by_program || sends_key(spec);
  if (spec.repeatable && !by_key) return Repeat::same;
  if (spec.safe_to_repeat()) return Repeat::by_key;
  return spec.find || spec.looks ? Repeat::looks : Repeat::twice;
}

}  // namespace baton::connectors
