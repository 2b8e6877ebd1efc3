#include "baton/runtime/departed.hpp"

#include "baton/runtime/delegations.hpp"
#include "baton/runtime/saved_views.hpp"
#include "baton/runtime/template_drafts.hpp"

namespace baton::runtime {

void forget_departed(ports::Tx& tx, const core::Actor& person, const core::Actor& by,
                     core::Time now) {
  drop_drafts_of_departed(tx, person, now);
  forget_views_of_departed(tx, person, now);
  end_delegations_of_departed(tx, person, by, now);
}

}  // namespace baton::runtime
