#include "baton/runtime/departed.hpp"

#include "baton/runtime/delegations.hpp"
#include "baton/runtime/saved_views.hpp"
#include "baton/runtime/template_drafts.hpp"
#include "runtime/known_names.hpp"

namespace baton::runtime {

void forget_departed(ports::Tx& tx, const core::Actor& person, const core::Actor& by,
                     core::Time now) {
  if (is_known(tx, person.name(), now)) return;
  drop_template_drafts(tx, person);
  forget_views(tx, person);
  end_delegations(tx, person, by, now);
}

}  // namespace baton::runtime
