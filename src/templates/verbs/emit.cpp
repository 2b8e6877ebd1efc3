#include "templates/verbs/verb.hpp"

#include <array>

namespace baton::templates {

namespace {

constexpr std::array<std::string_view, 3> kEmitWords{"event", "data", "subject"};

constexpr std::array<Synonym, 5> kEmitSynonyms{{{"type", "event"},
                                                {"name", "event"},
                                                {"payload", "data"},
                                                {"body", "data"},
                                                {"with", "data"}}};

constexpr KeyTable kEmitKeys{"emit", kEmitWords, kEmitSynonyms, "event: "};

core::Verb read_emit(Reader& reader, const Cursor& cursor, const Reader::Fields&,
                     const core::Step& step, StepPlace&) {
  core::Emit emit;
  emit.data.value = core::Json::object();
  const auto fields = reader.fields(cursor, kEmitKeys);
  if (!fields) return emit;
  if (const auto event = fields->find("event")) {
    emit.event = reader.event_type(*event, false);
    if (emit.event.starts_with("baton.")) {
      reader.error("syntax/reserved-event",
                   "\"" + emit.event + "\": types that start with \"baton.\" are Baton's own",
                   *event, "choose another name");
    }
  } else {
    reader.error_at_key("syntax/missing-key",
                        "\"event\" is missing: expected an event type as \"campaign.ready\"",
                        cursor);
  }
  if (const auto data = fields->find("data"))
    emit.data = reader.rendered(*data, rendered_site(step));
  if (const auto subject = fields->find("subject");
      subject && !reader.text(*subject, "a text").empty()) {
    emit.subject = reader.rendered(*subject, text_site(step));
  }
  return emit;
}

std::optional<std::vector<std::string>> members_of_emit(const core::Verb&,
                                                        const core::Operations*) {
  return std::vector<std::string>{"event", "data"};
}

std::optional<Shapes::Fault> fault_of_emit(const core::Verb& verb, const cel::Path& path) {
  const auto& data = std::get<core::Emit>(verb).data.value;
  return path[3] == "data" ? follow_value(path, 4, data) : std::nullopt;
}

}  // namespace

constinit const VerbSyntax SyntaxFor<core::Emit>::kRow{
    .name = core::Emit::kName,
    .keys = {&kEmitKeys},
    .read = read_emit,
    .output_members = members_of_emit,
    .output_fault = fault_of_emit,
    .instant = true,
};

}  // namespace baton::templates
