#include "cli/messages.h"

#include <array>
#include <cstdlib>
#include <string>
#include <utility>

#include "ponder/error.h"

namespace ponder {
namespace {

struct Row {
  Text text;
  std::string_view english;
  std::string_view korean;
};

constexpr std::array kRows = {
    Row{Text::kError, "error", "오류"},
    Row{Text::kWarning, "warning", "경고"},
    Row{Text::kAnswer, "answer", "답"},
    Row{Text::kPrice, "{} tokens in {:.1f} s, {} candidates, {} forward tokens",
        "토큰 {}개, {:.1f}초, 후보 {}개, 계산한 토큰 {}개"},
    Row{Text::kInterrupted, "interrupted; this is what was found so far",
        "중단되었습니다. 여기까지 찾은 결과입니다"},
    Row{Text::kCandidates, "candidates {} done, {} running", "후보 {}개 끝남, {}개 진행 중"},
    Row{Text::kTokensPerSecond, "{} tokens, {:.0f} a second", "토큰 {}개, 초당 {:.0f}개"},
    Row{Text::kVote, "vote", "투표"},
    Row{Text::kLoading, "loading {}", "{} 불러오는 중"},
    Row{Text::kFallbackModel,
        "the default model {0} is not here; using {1}, which is much weaker "
        "(ponder models pull {0} gets the default)",
        "기본 모델 {0}이(가) 없어 훨씬 약한 {1}을(를) 씁니다 "
        "(ponder models pull {0} 명령으로 받을 수 있습니다)"},
    Row{Text::kChatHelp,
        "/method NAME[:key=value,...]   how to answer (ponder methods lists them)\n"
        "/effort LEVEL                  how much thought instead: none, minimal, low, medium, "
        "high, "
        "xhigh, auto\n"
        "/scorer NAME[:key=value,...]   what rates candidates; /scorer alone: the method's own\n"
        "/n N                           candidates, for methods that have the option n\n"
        "/seed S                        seed of the random numbers\n"
        "/system TEXT                   what the model is told first; alone: nothing\n"
        "/budget TOKENS                 generated tokens an answer may cost; alone: no limit\n"
        "/reset                         forget the conversation\n"
        "/save FILE                     write the conversation; alone: to the file of --save\n"
        "/load FILE                     go on with a written one\n"
        "/help, /quit\n",
        "/method 이름[:키=값,...]   답하는 방법 (ponder methods로 목록 보기)\n"
        "/effort 단계               방법 대신 생각의 양: none, minimal, low, medium, high, xhigh, "
        "auto\n"
        "/scorer 이름[:키=값,...]   후보를 평가하는 방법. 이름이 없으면 기본값\n"
        "/n N                       후보 수 (n 옵션이 있는 방법)\n"
        "/seed S                    난수 시드\n"
        "/system 글                 모델에 먼저 줄 지시. 비우면 없음\n"
        "/budget 토큰               답 하나에 쓸 토큰 한도. 비우면 제한 없음\n"
        "/reset                     대화 지우기\n"
        "/save 파일                 대화 저장. 비우면 --save의 파일\n"
        "/load 파일                 저장한 대화 이어가기\n"
        "/help, /quit\n"},
    Row{Text::kChatGreeting, "{} with {}. /help lists commands; Ctrl-D ends.",
        "{}, 방법 {}. /help로 명령 보기, Ctrl-D로 끝내기."},
    Row{Text::kChatHint, "(/quit or Ctrl-D ends the conversation)",
        "(/quit 또는 Ctrl-D로 끝냅니다)"},
    Row{Text::kChatReset, "conversation forgotten", "대화를 지웠습니다"},
    Row{Text::kChatUnknown, "no command {}; /help lists them", "{} 명령은 없습니다. /help 참고"},
    Row{Text::kNoAnswer, "no answer was found", "답을 찾지 못했습니다"},
    Row{Text::kPulled, "{} is ready: {}", "{} 준비됨: {}"},
    Row{Text::kRemoved, "{} removed", "{} 삭제됨"},
    Row{Text::kDownloading, "downloading {}", "{} 내려받는 중"},
    Row{Text::kTimeLeft, "{} of {} answers, about {} s left", "답 {}/{}개, 약 {}초 남음"},
    Row{Text::kOutOfTime,
        "five minutes are not enough here for all questions; rows have fewer or are missing",
        "이 컴퓨터에서는 5분 안에 모든 질문을 할 수 없습니다. 일부 행은 질문 수가 적거나 없습니다"},
    Row{Text::kSaved, "{} turns written to {}", "{}개 차례를 {}에 저장했습니다"},
    Row{Text::kLoaded, "{} turns read from {}", "{}개 차례를 {}에서 읽었습니다"},
    Row{Text::kRunsLeft, "{} of {} runs, {:.0f} tokens a second, about {} left",
        "실행 {}/{}개, 초당 토큰 {:.0f}개, 약 {} 남음"},
    Row{Text::kModelRun, "{}: {} runs in {}, {} done before, {} failed; {} tokens generated",
        "{}: 실행 {}개 ({}), 이전에 끝난 것 {}개, 실패 {}개, 생성한 토큰 {}개"},
    Row{Text::kModelLoad, "decode steps were {:.0f} % full: of {} sequences, so many got a token",
        "디코딩 단계 채움률 {:.0f} % (동시 시퀀스 {}개 중 토큰을 받은 비율)"},
    Row{Text::kModelPacking, "the run took {:.2f} times as long as the same tokens in full steps",
        "같은 토큰을 꽉 찬 단계로만 처리할 때보다 {:.2f}배 걸렸습니다"},
    Row{Text::kRunsFailed, "{} runs failed, the first of them: {}",
        "실행 {}개가 실패했습니다. 첫 번째: {}"},
    Row{Text::kStandIn, "{} stands in for {}, whose published set is not at hand",
        "{1}의 공개 데이터가 없어 {0}을(를) 대신 씁니다"},
    Row{Text::kQuestionsMade, "{}: no published set in {}; its questions are made",
        "{}: {}에 공개 데이터가 없어 문제를 만들어 씁니다"},
    Row{Text::kFewQuestions, "{}: there are {} questions", "{}: 문제는 {}개뿐입니다"},
    Row{Text::kFewExamples, "{}: there are {} worked examples", "{}: 풀이 예시는 {}개뿐입니다"},
    Row{Text::kResultsIn, "log and reports are in {}", "기록과 보고서: {}"},
    Row{Text::kResumeHint, "interrupted; the same command goes on where it stopped",
        "중단되었습니다. 같은 명령을 다시 실행하면 이어서 합니다"},
    Row{Text::kCostColumns,
        "Means an answer. forward: each distinct prompt token once and all that was generated, "
        "whatever a cache held; FLOPs are of these. seconds: from question to answer, others "
        "running beside it; machine s: of the whole machine, shared out over them. -: not known, "
        "or nothing was right.",
        "답 하나의 평균입니다. 순전파: 캐시와 관계없이 서로 다른 프롬프트 토큰을 한 번씩, 생성한 "
        "토큰을 모두 센 수이며 FLOPs는 이 토큰의 것입니다. 초: 다른 실행과 함께 돌 때 질문에서 "
        "답까지 걸린 시간, 기계 시간(초): 기계 전체의 시간을 나눈 몫입니다. -: 알 수 없거나 맞은 "
        "답이 "
        "없습니다."},
    Row{Text::kEnergyTold, "Energy: by the processors' counters, other programs included.",
        "에너지: 프로세서 계수기 값이며 다른 프로그램의 몫도 들어 있습니다."},
    Row{Text::kEnergyNotTold, "Energy: not told by this machine; --watts W assumes a power.",
        "에너지: 이 기계는 알려 주지 않습니다. --watts W로 전력을 가정할 수 있습니다."},
    Row{Text::kEnergyAssumed, "Energy: assumed, {:g} W while the machine computes.",
        "에너지: 계산하는 동안 {:g} W로 가정했습니다."},
    Row{Text::kMoneyByTable, "Money: by the table of --prices, without the price of wrong answers.",
        "비용: --prices 표에 따른 값이며 틀린 답의 비용은 뺐습니다."},
    Row{Text::kMoneyNoTable,
        "Money: no price table; ponder cost prices prints one to edit, --prices FILE uses it.",
        "비용: 가격표가 없습니다. ponder cost prices로 표를 받아 고친 뒤 --prices 파일로 "
        "쓰십시오."},
    Row{Text::kModelFacts,
        "{}: {}, {}, {} weights, {} of them active (a token is multiplied with them), {} layers, "
        "attention {} wide",
        "{}: {}, {}, 가중치 {}, 활성 가중치(토큰마다 곱하는 것) {}, 층 {}개, 어텐션 폭 {}"},
    Row{Text::kNotMeasured, "Seconds: not measured; --measure does (some seconds to minutes).",
        "시간: 재지 않았습니다. --measure로 잽니다(몇 초에서 몇 분)."},
    Row{Text::kSmallIs, "small: {}", "small(작은 모델): {}"},
    Row{Text::kLargeIs, "large: {}", "large(큰 모델): {}"},
    Row{Text::kActiveWeights, "({} active weights)", "(활성 가중치 {})"},
    Row{Text::kSharedQuestions, "{} questions that both answered; intervals: 95 %, by question",
        "둘 다 답한 질문 {}개. 구간은 질문 단위 95 %"},
    Row{Text::kAssumedAccuracies,
        "accuracies are assumed, as of different questions; FLOPs are two a weight and token",
        "정확도는 서로 다른 질문에서 얻은 것으로 가정하고, FLOPs는 가중치와 토큰마다 2로 셉니다"},
    Row{Text::kNoLimit, "no limit", "한도 없음"},
    Row{Text::kNoDifferenceSeen, "no difference seen", "차이가 보이지 않음"},
    Row{Text::kSmallBetter, "small is better", "small이 나음"},
    Row{Text::kSmallWorse, "small is worse", "small이 못함"},
    Row{Text::kCostAccuracy, "Accuracy, small minus large: {} points: {}.",
        "정확도(small - large): {}점, {}."},
    Row{Text::kCostFlops,
        "Forward FLOPs, small over large: {} times an answer, {} times a right answer.",
        "순전파 FLOPs(small / large): 답마다 {}배, 맞은 답마다 {}배."},
    Row{Text::kEqualAsIs,
        "At equal forward FLOPs an answer: small costs no more than large as it is: {} points: {}.",
        "답마다 순전파 FLOPs가 같을 때: small은 그대로도 large보다 비싸지 않습니다. {}점, {}."},
    Row{Text::kEqualMixed,
        "At equal forward FLOPs an answer ({}): small, with {} % of the questions by {} and the "
        "others by {}: {} points: {}.",
        "답마다 순전파 FLOPs가 같을 때({}): small이 질문의 {} %를 {}, 나머지를 {}(으)로 답하면 "
        "{}점, {}."},
    Row{Text::kEqualTooDear,
        "At equal forward FLOPs an answer ({}): nothing to compare: small has no way to answer "
        "that "
        "is as cheap.",
        "답마다 순전파 FLOPs가 같을 때({}): 비교할 것이 없습니다. small에 그만큼 싼 방법이 "
        "없습니다."},
    Row{Text::kNoSizes,
        "Training: not counted, the models' sizes are not known; --small-parameters and "
        "--large-parameters say them.",
        "학습: 모델 크기를 몰라 세지 않았습니다. --small-parameters, --large-parameters로 "
        "알려 주십시오."},
    Row{Text::kNotCheaperToTrain,
        "Training: not counted, small did not cost less to train than large.",
        "학습: small의 학습 비용이 large보다 적지 않아 세지 않았습니다."},
    Row{Text::kAlwaysCheaper,
        "Training counted, small costs less in all whatever the traffic: large is {} times its "
        "size, and small spends {} times its tokens.",
        "학습까지 세면 사용량과 관계없이 small이 덜 듭니다. large는 {}배 크고, small은 토큰을 {}배 "
        "씁니다."},
    Row{Text::kBreakEven,
        "Break-even, training counted: small costs less in all up to R = {} (R: tokens of use over "
        "tokens of training). Large is {} times its size, and small spends {} times its tokens.",
        "학습까지 센 손익 분기: R = {}까지 small이 덜 듭니다(R: 사용 토큰 / 학습 토큰). large는 "
        "{}배 "
        "크고, small은 토큰을 {}배 씁니다."},
    Row{Text::kBreakEvenAnswers, "In answers: {}.", "답의 수로는 {}."},
    Row{Text::kBreakEvenRight, "Counted by right answers instead, up to R = {}.",
        "맞은 답으로 세면 R = {}까지."},
    Row{Text::kTrafficUse, "At this traffic R is {}: {}.", "이 사용량에서 R은 {}: {}."},
    Row{Text::kSmallCostsLess, "small costs less in all", "small이 덜 듭니다"},
    Row{Text::kLargeCostsLess, "large costs less in all", "large가 덜 듭니다"},
    Row{Text::kTooCloseToTell, "too close to tell", "가리기 어렵습니다"},
    Row{Text::kExchangeHead,
        "At equal FLOPs in all, training and use (R of the paper, and of --traffic):",
        "학습과 사용을 합한 FLOPs가 같을 때(논문의 R과 --traffic의 R):"},
    Row{Text::kNoWayAsCheap, "no way of small is as cheap", "small에 그만큼 싼 방법이 없음"},
    Row{Text::kMoneyAnswer, "Money an answer{}, wrong ones counted: small {}, large {}, {} times.",
        "답 하나의 비용{}, 틀린 답 포함: small {}, large {}, {}배."},
    Row{Text::kMoneySmallUpTo, "In money small costs less up to {} answers a day.",
        "비용으로는 하루 답 {}개까지 small이 덜 듭니다."},
    Row{Text::kMoneyLargeUpTo, "In money large costs less up to {} answers a day.",
        "비용으로는 하루 답 {}개까지 large가 덜 듭니다."},
    Row{Text::kMoneySmallAlways, "In money small costs less whatever the traffic.",
        "비용으로는 사용량과 관계없이 small이 덜 듭니다."},
    Row{Text::kMoneyLargeAlways, "In money large costs less whatever the traffic.",
        "비용으로는 사용량과 관계없이 large가 덜 듭니다."},
    Row{Text::kMoneyNotSeen,
        "In money it is not clear which costs less (break-even in answers a day: {}).",
        "비용으로는 어느 쪽이 덜 드는지 분명하지 않습니다(하루 답 수 손익 분기: {})."},
    Row{Text::kBottomBuys, "In short: small is better, and pays for it with more FLOPs an answer.",
        "요약: small이 낫지만 답마다 FLOPs가 더 듭니다."},
    Row{Text::kBottomSaves,
        "In short: small is worse, and saves FLOPs: what a wrong answer costs decides.",
        "요약: small이 못하지만 FLOPs를 아낍니다. 틀린 답의 비용에 달렸습니다."},
    Row{Text::kBottomSmall, "In short: take small: it is better, and not seen to cost more FLOPs.",
        "요약: small을 쓰십시오. 더 낫고, FLOPs가 더 들지 않습니다."},
    Row{Text::kBottomLarge, "In short: take large: it is better, and not seen to cost more FLOPs.",
        "요약: large를 쓰십시오. 더 낫고, FLOPs가 더 들지 않습니다."},
    Row{Text::kBottomSameCheaper,
        "In short: no difference in accuracy is seen, and small costs fewer FLOPs. The interval "
        "says how large a difference may be hidden.",
        "요약: 정확도 차이가 보이지 않고 small의 FLOPs가 적습니다. 숨은 차이의 크기는 구간을 "
        "보십시오."},
    Row{Text::kBottomSameDearer,
        "In short: no difference in accuracy is seen, and large costs fewer FLOPs an answer. The "
        "interval says how large a difference may be hidden.",
        "요약: 정확도 차이가 보이지 않고 답마다 large의 FLOPs가 적습니다. 숨은 차이의 크기는 "
        "구간을 "
        "보십시오."},
    Row{Text::kBottomSame, "In short: no difference is seen, neither in accuracy nor in FLOPs.",
        "요약: 정확도도 FLOPs도 차이가 보이지 않습니다."},
};

}  // namespace

std::string_view MessageText(Text text, UiLanguage language) {
  for (const Row& row : kRows) {
    if (row.text == text) return language == UiLanguage::kKorean ? row.korean : row.english;
  }
  return "";
}

UiLanguage LanguageOfEnvironment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale(value);
    return locale == "ko" || locale.starts_with("ko_") ? UiLanguage::kKorean : UiLanguage::kEnglish;
  }
  return UiLanguage::kEnglish;
}

UiLanguage ParseUiLanguage(std::string_view name) {
  if (name == "en") return UiLanguage::kEnglish;
  if (name == "ko") return UiLanguage::kKorean;
  throw Error(ErrorCode::kInvalidRequest,
              "--lang: \"" + std::string(name.substr(0, 40)) + "\" is not one of en ko");
}

}  // namespace ponder
