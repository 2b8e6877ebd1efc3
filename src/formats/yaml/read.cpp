#include "baton/formats/invisible.hpp"
#include "baton/formats/yaml.hpp"
#include "formats/yaml/builder.hpp"
#include "formats/yaml/fault.hpp"
#include "formats/yaml/plain.hpp"
#include "formats/yaml/text.hpp"

#include <sstream>
#include <utility>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace baton::formats::yaml {

namespace {

// The fault itself, or one further up from which it follows: a line or a quote often does not fit
// because of an earlier slip.
Fault first_slip(Fault fault, const Source& source) {
  if (fault.rule != "syntax/indentation" && fault.rule != "syntax/quote" &&
      fault.rule != "syntax/colon")
    return fault;
  auto earlier = explain(source.text(), fault.offset, {});
  return earlier.rule == "syntax/yaml" || earlier.offset >= fault.offset ? fault : earlier;
}

// Reads a file that is plain from its first line to its last; null for any other, also for one with
// a mistake: what the mistake is, is found by parse().
NodePtr parse_plain(const Source& source, const Options& options) {
  Builder builder(source, options);
  try {
    return tell_plain(source.text(), builder) ? builder.root() : nullptr;
  } catch (const Stop&) {
    return nullptr;
  }
}

core::Finding finding_of(const Source& source, Fault fault) {
  core::Finding finding;
  finding.rule = std::move(fault.rule);
  finding.message = std::move(fault.message);
  finding.hint = std::move(fault.hint);
  finding.at = source.position(fault.offset);
  if (finding.rule != "syntax/blank") name_invisible(finding, source.line(finding.at.line), false);
  return finding;
}

Document parse(const Source& source, const Options& options) {
  std::istringstream stream(prepared(source.text()));
  // A Stop leaves the parser in an unknown state, so that it is used for this one text only.
  YAML::Parser parser(stream);
  Builder builder(source, options);
  parser.HandleNextDocument(builder);
  Document document{builder.root(), {}};
  while (parser.HandleNextDocument(builder)) {}
  for (auto& unused : builder.unused_anchors())
    document.findings.push_back(finding_of(source, std::move(unused)));
  return document;
}

Document refused(const Source& source, Fault fault) {
  return {nullptr, {finding_of(source, std::move(fault))}};
}

}  // namespace

Document read(const Source& source, const Options& options) {
  if (auto fault = check_bytes(source.text(), options)) return refused(source, std::move(*fault));
  if (auto fault = check_brackets(source.text())) return refused(source, std::move(*fault));
  if (auto fault = check_markers(source)) return refused(source, std::move(*fault));
  try {
    Document document{parse_plain(source, options), {}};
    if (!document.root) document = parse(source, options);
    if (!document.root) document.root = std::make_shared<const Node>(Node{.at = {1, 1}});
    return document;
  } catch (const Stop& stopped) {
    return refused(source, first_slip(stopped.fault, source));
  } catch (const YAML::Exception& error) {
    // yaml-cpp says what it met; explain() says what the author most likely did.
    const auto offset = error.mark.pos < 0 ? 0 : static_cast<std::size_t>(error.mark.pos);
    return refused(source, explain(source.text(), offset, restored(error.msg)));
  }
}

}  // namespace baton::formats::yaml
