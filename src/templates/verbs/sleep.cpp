#include "templates/verbs/verb.hpp"

#include <array>

namespace baton::templates {

namespace {

constexpr std::array<std::string_view, 2> kSleepWords{"for", "until"};

constexpr std::array<Synonym, 4> kSleepSynonyms{{{"duration", "for"},
                                                 {"time", "for"},
                                                 {"seconds", "for", "write for: 30s"},
                                                 {"minutes", "for", "write for: 5m"}}};

constexpr KeyTable kSleepKeys{"sleep", kSleepWords, kSleepSynonyms, "for: "};

core::Verb read_sleep(Reader& reader, const Cursor& cursor, const Reader::Fields&,
                      const core::Step& step, StepPlace&) {
  core::Sleep sleep;
  const auto fields = reader.fields(cursor, kSleepKeys);
  if (!fields) return sleep;
  const auto length = fields->find("for");
  const auto until = fields->find("until");
  if (length) sleep.length = reader.span(*length);
  if (until)
    sleep.until = reader.condition(
        *until, {.scope = ScopeKind::step, .step = step.name, .want = Site::Want::timestamp});
  if (length && until)
    reader.error_at_key("syntax/two-keys", "expected either \"for\" or \"until\", got both", *until,
                        "remove one");
  if (!length && !until)
    reader.error_at_key("syntax/missing-key", "expected \"for\" or \"until\"", cursor,
                        "add \"for: 1h\"");
  return sleep;
}

std::optional<std::vector<std::string>> members_of_sleep(const core::Verb&,
                                                         const core::Operations*) {
  return std::vector<std::string>{};
}

}  // namespace

constinit const VerbSyntax SyntaxFor<core::Sleep>::kRow{
    .name = core::Sleep::kName,
    .keys = {&kSleepKeys},
    .read = read_sleep,
    .output_members = members_of_sleep,
};

}  // namespace baton::templates
