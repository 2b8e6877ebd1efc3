#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What needs a person now, and what may wait until the end of their day. Fixed rules decide, and no
// language model. Pure; any thread.
namespace baton::insight {

// Why somebody is told of something.
enum class Because {
  // They may decide it. `of` is the group through which they may; empty: they are named.
  may_decide,
  // They may decide it for somebody else, `of`, who delegates to them.
  stands_in,
  // They have the task.
  has_it,
  // Nobody has the task, and they may do it. `of` is the group through which they may.
  may_do_it,
  // They caused the run.
  caused,
  // They decided or did a part of the run: the step `of`.
  took_part,
  // They operate workflows, and nobody caused the run.
  operates,
  // It is written to them.
  addressed,
};
// The stable word of a reason, "may_decide".
std::string_view to_text(Because because);
// The reason as a sentence for the person: "you are in legal, which may decide".
std::string in_words(Because because, std::string_view of,
                     context::Language language = context::Language::en);

// Something that happened, and a person who is concerned.
struct Notice {
  // An id that no other notice has.
  std::string id{};
  // The type of the event that tells of it: "baton.approval.requested", "ticket.commented".
  std::string type{};
  core::Time at{};  // wall time
  // The name of the person.
  std::string person{};
  // Why this person is told.
  Because because = Because::addressed;
  // The group, the person or the step that `because` speaks of; may be empty.
  std::string of{};
  // The id of the run; may be empty.
  std::string run{};
  // The key of its step; may be empty.
  std::string step{};
  // The name of the run's workflow; may be empty.
  std::string workflow{};
  // The title of the run; may be empty.
  std::string title{};
  // What happened, for people: the question, the comment, the reason.
  std::string text{};
  // Who wrote the text, by the name that another system knows them by; empty if it is not from
  // there. The rules do not read it: a name may be a word of theirs.
  std::string by{};
  // The text is the beginning of a longer one, so that nobody knows what it asks for.
  bool cut = false;
  // Of `baton.sla.missed`: the word of the mark.
  std::string mark{};
  // Of `baton.step.unknown`: nothing can tell what became of the action, so that a person has to.
  bool waits_for_person = false;
};

// What is done with a notice.
enum class Attention {
  // Somebody has to decide. It is shown at once, whatever else holds.
  decision,
  // Somebody has to do something. It is shown at once.
  action,
  // Nobody has to do anything. It is told with the others of the person and the day.
  administrative,
};
// The stable word, "decision".
std::string_view to_text(Attention attention);

// The outcome of the rules for a notice.
struct Ruling {
  // What is done with the notice.
  Attention attention = Attention::decision;
  // The name of the rule that applied.
  std::string_view rule{};
};

// Applies the rules to a notice. The first rule of this list that applies decides:
//   decision       asks for an approval, or what somebody wrote asks for a decision
//   unknown        nothing can tell what became of an action
//   task           there is a task for the person
//   failed         a run or a step failed or is paused, an event is set aside, a connection is off
//   late           a service level or the time of a run has passed, or will probably
//   returned       a run was sent back to the person who caused it
//   written        what somebody wrote asks for something, or is no mere acknowledgement
//   acknowledged   somebody wrote that something is done or noted, and asks for nothing
//   lifecycle      Baton tells how its work goes on
//   record         another system tells that a record changed, without a word to anybody
Ruling judge(const Notice& notice);

// Whether a text asks its reader for something: it has a question mark, a word or a phrase with
// which people ask for decisions, answers or acts (English and French), or it turns to the reader
// ("you").
bool asks(std::string_view text);

// A notice that is shown at once, and what the rules say of it.
struct Judged {
  Notice notice{};
  Ruling ruling{};
};

// The administrative notices of one person on one day.
struct Batch {
  std::string person{};
  // The day, in days since 1970 (UTC).
  std::int64_t day = 0;
  // By time.
  std::vector<Notice> notices{};
};

// Notices, judged.
struct Triaged {
  // Those that need a person: decisions first, then by time, the oldest first.
  std::vector<Judged> now{};
  // By day, the newest first, and by person.
  std::vector<Batch> batches{};
};

// Judges notices, and puts the administrative ones together by person and day.
Triaged triage(std::vector<Notice> notices);

}  // namespace baton::insight
