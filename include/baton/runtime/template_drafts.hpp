#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/settings.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The drafts of workflows that people write and have not published yet. A person has one draft for
// each workflow. One setting for each person lists their drafts, and the text of each draft is in a
// setting of its own. When the list is damaged, what can be read of it is shown, the log says so,
// and whoever would change it gets ports::RowDamaged, since that would overwrite the rest. The
// functions are called on any thread on which the store runs a read or a transaction.
namespace baton::runtime {

// Drafts that one person keeps: more than one person works on at a time.
inline constexpr std::size_t kTemplateDraftsMax = 50;
// The longest text: a longer one could not be published.
inline constexpr std::size_t kTemplateDraftBytesMax = core::kTemplateBytesMax;

// What a client names in place of a tag when it knows that there is a draft, and not which.
inline constexpr std::string_view kSomeDraft = "*";

// One draft, as it is kept.
struct KeptDraft {
  // The name of the workflow, which need not exist yet.
  std::string name{};
  // The version from which it was begun; 0 when it is the draft of a new workflow.
  int version = 0;
  // When it was last kept.
  core::Time saved_at{};
  // Sixteen hexadecimal digits that follow from the version and the text, by which a client says
  // which draft it knows.
  std::string tag{};
  // The text, which need not be right. Empty in a list.
  std::string text{};
};

// The draft without its text: {"name", "version", "saved_at", "tag"}. Settings keep it so, and the
// API shows it so.
core::Json to_json(const KeptDraft& draft);

// The drafts of a person without their texts, in the order in which they were begun. A user and a
// token of the same name are the same person, and have the same drafts.
std::vector<KeptDraft> template_drafts(ports::Settings& settings, const core::Actor& person);

// The draft of a person with its text; nullopt when there is none.
std::optional<KeptDraft> template_draft(ports::Settings& settings, const core::Actor& person,
                                        const std::string& name);

// Keeps a draft in place of the one before, and returns it with its tag; the tag given is not
// looked at. `expected` is the tag of the draft that the client knows, or kSomeDraft, empty when it
// knows of none, and nullopt when it does not care. Errc::conflict when another draft stands there,
// Errc::too_large when the name or the text is too long, with the JSON pointer of the member, and
// Errc::limited when the person keeps too many.
core::Result<KeptDraft> keep_template_draft(ports::SettingsTx& tx, const core::Actor& person,
                                            KeptDraft draft,
                                            const std::optional<std::string>& expected);

// Drops a draft. Errc::not_found when there is none, and Errc::conflict when it is not the one
// expected.
core::Result<void> drop_template_draft(ports::SettingsTx& tx, const core::Actor& person,
                                       const std::string& name,
                                       const std::optional<std::string>& expected);

// Drops the draft of a workflow that this person publishes, if its text is what is published. A
// draft that says something else stays, and so does each while the list of them is damaged.
void drop_published_draft(ports::SettingsTx& tx, const core::Actor& person, const std::string& name,
                          const std::string& published);

// Drops all drafts of a person. forget_departed() calls it for people who can no longer sign in.
void drop_template_drafts(ports::SettingsTx& tx, const core::Actor& person);

}  // namespace baton::runtime
