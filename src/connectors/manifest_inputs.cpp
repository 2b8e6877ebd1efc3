#include "connectors/manifest_inputs.hpp"

#include "baton/core/text.hpp"
#include "connectors/expression_end.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

using core::Json;

bool is_word(char letter) {
  return letter == '_' || (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
         (letter >= 'A' && letter <= 'Z');
}

bool names_input(const std::string& text, const std::string& name) {
  for (const auto& said : {"input." + name, "input[\"" + name + "\"", "input['" + name + "'"}) {
    for (auto at = text.find(said); at != std::string::npos; at = text.find(said, at + 1)) {
      const auto end = at + said.size();
      if (end == text.size() || !is_word(text[end]) || !is_word(said.back())) return true;
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

// A path with "$" in place of each `${…}`, so that only what is sent as it stands is left.
std::string without_expressions(std::string_view path) {
  std::string left;
  for (std::size_t at = 0; at < path.size();) {
    const auto end = expression_end(path, at);
    left += path[at];
    at = std::max(end, at + 1);
  }
  return left;
}

// The input that a segment of a path means in the way of other tools, {id} or :id; empty if it is a
// segment like any other. `inputs` may be null.
std::string input_meant(std::string_view segment, const Json* inputs) {
  if (const auto open = segment.find('{'); open != std::string_view::npos) {
    const auto rest = segment.substr(open + 1);
    return std::string(rest.substr(0, rest.find('}')));
  }
  if (!segment.starts_with(':') || inputs == nullptr) return {};
  const std::string name(segment.substr(1));
  return inputs->contains(name) ? name : std::string();
}

// Reports an input that the path of a request means to name and does not. `request` stands at
// `pointer`, and may be null.
void check_path(const formats::FieldReader& at, const std::string& pointer, const Json* request,
                const OperationSpec& spec) {
  const auto* path = request == nullptr ? nullptr : core::find(*request, "path");
  if (path == nullptr || !path->is_string()) return;
  const auto left = without_expressions(path->get_ref<const std::string&>());
  for (std::size_t from = 0; from < left.size();) {
    const auto end = std::min(left.find('/', from), left.size());
    const auto segment = std::string_view(left).substr(from, end - from);
    from = end + 1;
    const auto meant = input_meant(segment, core::find(spec.declared.input_schema, "properties"));
    if (meant.empty()) continue;
    at.findings().push_back(at.file().finding(
        pointer + "/path", "config/path",
        "\"" + std::string(segment) + "\" is sent as it stands: no input takes its place",
        "an input is written as ${input." + meant + "}"));
  }
}

void check_paths(const formats::FieldReader& at, const OperationSpec& spec) {
  check_path(at, at.pointer("request"), at.find("request"), spec);
  check_path(at, at.pointer("lookup"), at.find("lookup"), spec);
  const auto* idempotency = at.find("idempotency");
  const auto* find = idempotency == nullptr ? nullptr : core::find(*idempotency, "find");
  if (find == nullptr) return;
  check_path(at, at.pointer("idempotency") + "/find/request", core::find(*find, "request"), spec);
}

// The expression that a text without `${…}` was meant to be; empty if the text may be meant as it
// stands. It is one word as body.ticket.id, or what other tools write: {{body.ticket.id}} and
// $.ticket.id.
std::string expression_meant(std::string_view text) {
  if (text.starts_with("{{") && text.ends_with("}}") && text.size() > 4) {
    const std::string inner(text.substr(2, text.size() - 4));
    const auto begin = inner.find_first_not_of(' ');
    if (begin == std::string::npos) return {};
    return inner.substr(begin, inner.find_last_not_of(' ') + 1 - begin);
  }
  const bool one_word = std::all_of(text.begin(), text.end(), [](char letter) {
    return is_word(letter) || std::string_view(".?[]'\"-").find(letter) != std::string_view::npos;
  });
  if (text.starts_with("$.") && text.size() > 2) return "body." + std::string(text.substr(2));
  for (const std::string_view name : {"body", "headers", "links", "input"}) {
    if (!one_word || !text.starts_with(name) || text.size() < name.size() + 2) continue;
    if (text[name.size()] == '.' || text[name.size()] == '[') return std::string(text);
  }
  return {};
}

// Reports texts of an output that were meant as expressions.
void check_output(const formats::FieldReader& at, const Json& value, const std::string& pointer) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const auto meant = expression_meant(text);
    if (meant.empty()) return;
    at.findings().push_back(at.file().finding(
        pointer, "cel/braces",
        "\"" + core::one_line(text, 60) + "\" is a text and no expression: it has no ${}",
        "write: ${" + core::one_line(meant, 60) + "}"));
    return;
  }
  if (!value.is_structured()) return;
  for (const auto& [key, member] : value.items())
    check_output(at, member, pointer + "/" + core::pointer_part(key));
}

bool tells_actions_apart(const std::vector<cel::Path>& reads) {
  return std::any_of(reads.begin(), reads.end(), [](const cel::Path& path) {
    return !path.empty() &&
           (path[0] == "key" || path[0] == "input" || path[0] == "context" || path[0] == "lookup");
  });
}

// A look that asks the same after every action would take the effect of another one for its own.
void check_find(const formats::FieldReader& at, const Find& find) {
  const auto documents = documents_of(find.request);
  const bool asks = std::any_of(documents.begin(), documents.end(), [](const auto& document) {
    return document != nullptr && tells_actions_apart(document->reads());
  });
  if (asks || !find.found || tells_actions_apart(find.found->reads())) return;
  at.findings().push_back(
      at.file().finding(at.pointer("idempotency") + "/find", "config/find",
                        "\"find\" cannot tell one action from another: neither its request nor "
                        "\"found\" reads `key` or `input`",
                        "send ${key} with the request of the operation, and look for it"));
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
  check_paths(at, spec);
  if (const auto* output = at.find("output")) check_output(at, *output, at.pointer("output"));
  if (spec.mail) check_inputs(at, "mail", spec, spec.mail->reads());
  if (spec.lookup) check_inputs(at, "lookup", spec, *spec.lookup);
  if (spec.output) check_inputs(at, "output", spec, spec.output->reads());
  if (!spec.find) return;
  check_inputs(at, "idempotency", spec, spec.find->request);
  if (spec.find->found) check_inputs(at, "idempotency", spec, spec.find->found->reads());
  if (spec.find->output) check_inputs(at, "idempotency", spec, spec.find->output->reads());
  const auto* find = core::find(*at.find("idempotency"), "find");
  if (const auto* output = find == nullptr ? nullptr : core::find(*find, "output"))
    check_output(at, *output, at.pointer("idempotency") + "/find/output");
  check_find(at, *spec.find);
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
