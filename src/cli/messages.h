// What the program says to people, in the languages it speaks.
#pragma once

#include <string_view>

namespace ponder {

enum class UiLanguage { kEnglish, kKorean };

enum class Text {
  kError,
  kWarning,
  kAnswer,
  kPrice,
  kInterrupted,
  kCandidates,
  kTokensPerSecond,
  kVote,
  kLoading,
  kFallbackModel,
  kChatHelp,
  kChatGreeting,
  kChatHint,
  kChatReset,
  kChatUnknown,
  kNoAnswer,
  kPulled,
  kRemoved,
  kDownloading,
  kTimeLeft,
  kOutOfTime,
  kSaved,
  kLoaded,
  kRunsLeft,
  kModelRun,
  kModelLoad,
  kModelPacking,
  kRunsFailed,
  kStandIn,
  kQuestionsMade,
  kFewQuestions,
  kFewExamples,
  kResultsIn,
  kResumeHint,
  kCostColumns,
  kEnergyTold,
  kEnergyNotTold,
  kEnergyAssumed,
  kMoneyByTable,
  kMoneyNoTable,
  kModelFacts,
  kNotMeasured,
  kSmallIs,
  kLargeIs,
  kActiveWeights,
  kSharedQuestions,
  kAssumedAccuracies,
  kNoLimit,
  kNoDifferenceSeen,
  kSmallBetter,
  kSmallWorse,
  kCostAccuracy,
  kCostFlops,
  kEqualAsIs,
  kEqualMixed,
  kEqualTooDear,
  kNoSizes,
  kNotCheaperToTrain,
  kAlwaysCheaper,
  kBreakEven,
  kBreakEvenAnswers,
  kBreakEvenRight,
  kTrafficUse,
  kSmallCostsLess,
  kLargeCostsLess,
  kTooCloseToTell,
  kExchangeHead,
  kNoWayAsCheap,
  kMoneyAnswer,
  kMoneySmallUpTo,
  kMoneyLargeUpTo,
  kMoneySmallAlways,
  kMoneyLargeAlways,
  kMoneyNotSeen,
  kBottomBuys,
  kBottomSaves,
  kBottomSmall,
  kBottomLarge,
  kBottomSameCheaper,
  kBottomSameDearer,
  kBottomSame,
};

// A format text of fmt where it takes values.
std::string_view MessageText(Text text, UiLanguage language);

// LC_ALL, LC_MESSAGES, LANG, in this order.
UiLanguage LanguageOfEnvironment();

// "en" or "ko"; throws kInvalidRequest for anything else.
UiLanguage ParseUiLanguage(std::string_view name);

}  // namespace ponder
