#include "baton/core/yaml_fault.hpp"
#include "baton/formats/invisible.hpp"
#include "baton/formats/yaml.hpp"
#include "formats/yaml/builder.hpp"
#include "formats/yaml/text.hpp"

#include <sstream>
#include <utility>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace baton::formats::yaml {

namespace {

// yaml-cpp says what it met; this says what the author most likely did.
Fault explain(const YAML::Exception& error, const Source& source) {
  const auto offset = error.mark.pos < 0 ? 0 : static_cast<std::size_t>(error.mark.pos);
  auto fault = core::explain_yaml_fault(source.text(), offset, restored(error.msg));
  return {std::move(fault.rule), std::move(fault.message), fault.offset, std::move(fault.hint)};
}

// A line or a quote that does not fit often follows from a slip further up.
Fault explain(Fault fault, const Source& source) {
  if (fault.rule != "syntax/indentation" && fault.rule != "syntax/quote" &&
      fault.rule != "syntax/colon")
    return fault;
  auto earlier = core::explain_yaml_fault(source.text(), fault.offset, {});
  if (earlier.rule == "syntax/yaml" || earlier.offset >= fault.offset) return fault;
  return {std::move(earlier.rule), std::move(earlier.message), earlier.offset,
          std::move(earlier.hint)};
}

NodePtr parse(const Source& source, const Options& options) {
  std::istringstream stream(prepared(source.text()));
  // yaml-cpp's own state may be left half-way by a Stop; the parser is used for this one text only.
  YAML::Parser parser(stream);
  Builder builder(source, options);
  parser.HandleNextDocument(builder);
  auto root = builder.root();
  while (parser.HandleNextDocument(builder)) {}
  builder.check_anchors();
  return root;
}

Document refused(const Source& source, Fault fault) {
  core::Finding finding;
  finding.rule = std::move(fault.rule);
  finding.message = std::move(fault.message);
  finding.hint = std::move(fault.hint);
  finding.at = source.position(fault.offset);
  if (finding.rule != "syntax/blank") name_invisible(finding, source.line(finding.at.line), false);
  return {nullptr, {std::move(finding)}};
}

}  // namespace

Document read(const Source& source, const Options& options) {
  if (auto fault = check_bytes(source.text(), options)) return refused(source, std::move(*fault));
  if (auto fault = check_brackets(source.text())) return refused(source, std::move(*fault));
  if (auto fault = check_markers(source)) return refused(source, std::move(*fault));
  try {
    auto root = parse(source, options);
    if (!root) root = std::make_shared<const Node>(Node{.at = {1, 1}});
    return {std::move(root), {}};
  } catch (const Stop& stopped) {
    return refused(source, explain(stopped.fault, source));
  } catch (const YAML::Exception& error) {
    return refused(source, explain(error, source));
  }
}

}  // namespace baton::formats::yaml
