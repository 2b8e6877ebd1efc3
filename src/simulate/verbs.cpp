#include "simulate/verbs.hpp"

#include <algorithm>
#include <array>

namespace baton::simulate {

namespace {

constexpr std::array kVerbs{
    Verb{"advance", read_advance}, Verb{"at", read_at},           Verb{"cancel", read_cancel},
    Verb{"decide", read_decide},   Verb{"event", read_event},     Verb{"expect", read_expect},
    Verb{"fact", read_fact},       Verb{"facts", read_facts},     Verb{"in_flight", read_in_flight},
    Verb{"migrate", read_migrate}, Verb{"outcome", read_outcome}, Verb{"outcomes", read_outcomes},
    Verb{"publish", read_publish}, Verb{"restart", read_restart}, Verb{"retry", read_retry},
    Verb{"routes", read_routes},   Verb{"run", read_run},         Verb{"skip", read_skip},
    Verb{"step", read_step},       Verb{"task", read_task},
};

}  // namespace

std::span<const Verb> verbs() { return kVerbs; }

const Verb* find_verb(std::string_view name) {
  const auto found = std::find_if(kVerbs.begin(), kVerbs.end(),
                                  [name](const Verb& verb) { return verb.name == name; });
  return found != kVerbs.end() ? &*found : nullptr;
}

Of read_of(const formats::FieldReader& at) { return {at.text("of"), at.pointer("of")}; }

}  // namespace baton::simulate
