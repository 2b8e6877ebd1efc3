#include "store/record/flow_mark.hpp"

#include <gtest/gtest.h>

namespace baton::store {
namespace {

TEST(FlowMark, ReadsBackWhatItWrote) {
  const ports::FlowMark mark{20'788, 17};
  EXPECT_EQ(flow_mark_of(flow_mark_text(mark)), mark);
}

TEST(FlowMark, IsNoOtherText) {
  for (const auto* text : {"", "17", "{", "{}", R"({"day":1})", R"({"day":1,"changes":"2"})"})
    EXPECT_FALSE(flow_mark_of(text)) << text;
}

}  // namespace
}  // namespace baton::store
