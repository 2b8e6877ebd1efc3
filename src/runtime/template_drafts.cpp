#include "baton/runtime/template_drafts.hpp"

#include "baton/core/digest.hpp"
#include "runtime/kept_list.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace baton::runtime {
namespace {

using core::Errc;
using core::Error;

// Digits of a tag: so many that two texts of one person are never alike by chance.
constexpr std::size_t kTagDigits = 16;

// The name of the setting that lists the drafts of this person.
std::string list_setting(const core::Actor& person) {
  return "drafts:" + std::string(person.name());
}

// The name of the setting with the text of a draft. Both names may have any character, so that they
// are written as JSON.
std::string text_setting(const core::Actor& person, const std::string& name) {
  return "draft:" + core::dump(core::Json::array({std::string(person.name()), name}));
}

std::string tag_of(const KeptDraft& draft) {
  return core::sha256_hex(std::to_string(draft.version) + '\n' + draft.text).substr(0, kTagDigits);
}

std::optional<KeptDraft> draft_of(const core::Json& json) {
  KeptDraft draft;
  draft.name = core::text_at(json, "name");
  draft.tag = core::text_at(json, "tag");
  const core::Json* version = core::find(json, "version");
  const auto saved_at = core::parse_rfc3339(core::text_at(json, "saved_at"));
  const bool whole = version != nullptr && version->is_number_integer() && saved_at &&
                     !draft.name.empty() && !draft.tag.empty();
  if (!whole) return std::nullopt;
  draft.version = version->get<int>();
  draft.saved_at = *saved_at;
  return draft;
}

void put_list(ports::SettingsTx& tx, const core::Actor& person,
              const std::vector<KeptDraft>& drafts) {
  core::Json json = core::Json::array();
  for (const KeptDraft& draft : drafts) json.push_back(to_json(draft));
  tx.set_setting(list_setting(person), drafts.empty() ? std::string() : core::dump(json));
}

template <class Drafts>
auto draft_named(Drafts& drafts, const std::string& name) {
  return std::find_if(drafts.begin(), drafts.end(),
                      [&name](const KeptDraft& draft) { return draft.name == name; });
}

// Why the draft that stands there, or that none does, is not what the client expects.
std::optional<Error> unexpected(const KeptDraft* kept, const std::optional<std::string>& expected) {
  if (!expected || *expected == (kept == nullptr ? std::string() : kept->tag)) return std::nullopt;
  if (kept != nullptr && *expected == kSomeDraft) return std::nullopt;
  if (kept == nullptr)
    return Error{Errc::conflict,
                 "there is no draft any more: it was published or discarded",
                 {},
                 "keep it as a new one, or let it go"};
  return Error{
      Errc::conflict,
      (expected->empty() ? "there is a draft already, kept at " : "the draft was kept again at ") +
          core::to_rfc3339(kept->saved_at),
      {},
      "read it, and choose which of the two to keep"};
}

std::optional<Error> too_long(std::string_view what, std::string_view text, std::size_t most,
                              std::string where) {
  if (text.size() <= most) return std::nullopt;
  return Error{Errc::too_large,
               "expected " + std::string(what) + " of at most " + std::to_string(most) +
                   " bytes, got " + std::to_string(text.size()),
               std::move(where),
               {}};
}

}  // namespace

core::Json to_json(const KeptDraft& draft) {
  return {{"name", draft.name},
          {"version", draft.version},
          {"saved_at", core::to_rfc3339(draft.saved_at)},
          {"tag", draft.tag}};
}

std::vector<KeptDraft> template_drafts(ports::Settings& settings, const core::Actor& person) {
  return items_to_show(settings, list_setting(person), draft_of);
}

std::optional<KeptDraft> template_draft(ports::Settings& settings, const core::Actor& person,
                                        const std::string& name) {
  auto drafts = template_drafts(settings, person);
  const auto found = draft_named(drafts, name);
  if (found == drafts.end()) return std::nullopt;
  found->text = settings.setting(text_setting(person, name));
  return std::move(*found);
}

core::Result<KeptDraft> keep_template_draft(ports::SettingsTx& tx, const core::Actor& person,
                                            KeptDraft draft,
                                            const std::optional<std::string>& expected) {
  if (auto wrong = too_long("a name", draft.name, core::kNameBytesMax, "/name")) return *wrong;
  if (auto wrong = too_long("a draft", draft.text, kTemplateDraftBytesMax, "/text")) return *wrong;
  auto drafts = items_to_change(tx, list_setting(person), draft_of);
  const auto same = draft_named(drafts, draft.name);
  const bool is_new = same == drafts.end();
  if (auto wrong = unexpected(is_new ? nullptr : &*same, expected)) return *wrong;
  if (is_new && drafts.size() >= kTemplateDraftsMax)
    return Error{Errc::limited,
                 "you keep " + std::to_string(drafts.size()) + " drafts already",
                 {},
                 "publish or discard one"};
  draft.tag = tag_of(draft);
  tx.set_setting(text_setting(person, draft.name), draft.text);
  if (is_new) {
    drafts.push_back(draft);
  } else {
    *same = draft;
  }
  put_list(tx, person, drafts);
  return draft;
}

core::Result<void> drop_template_draft(ports::SettingsTx& tx, const core::Actor& person,
                                       const std::string& name,
                                       const std::optional<std::string>& expected) {
  auto drafts = items_to_change(tx, list_setting(person), draft_of);
  const auto found = draft_named(drafts, name);
  if (found == drafts.end())
    return Error{Errc::not_found, "you have no draft of \"" + name + "\"", {}, {}};
  if (auto wrong = unexpected(&*found, expected)) return *wrong;
  drafts.erase(found);
  tx.set_setting(text_setting(person, name), {});
  put_list(tx, person, drafts);
  return {};
}

void drop_published_draft(ports::SettingsTx& tx, const core::Actor& person, const std::string& name,
                          const std::string& published) {
  // Publishing goes on when the list is damaged; the draft then stays.
  if (kept_list(tx, list_setting(person), draft_of).damaged) return;
  const auto draft = template_draft(tx, person, name);
  if (draft && draft->text == published)
    static_cast<void>(drop_template_draft(tx, person, name, std::nullopt));
}

void drop_template_drafts(ports::SettingsTx& tx, const core::Actor& person) {
  for (const KeptDraft& draft : template_drafts(tx, person))
    tx.set_setting(text_setting(person, draft.name), {});
  put_list(tx, person, {});
}

}  // namespace baton::runtime
