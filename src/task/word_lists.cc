#include "task/word_lists.h"

namespace ponder {
namespace {

constexpr std::string_view kEnglish[] = {
    "apple",    "anchor",  "arrow",   "attic",   "autumn",  "basket",  "beach",   "bell",
    "blanket",  "bottle",  "bread",   "bridge",  "bucket",  "butter",  "button",  "cabin",
    "candle",   "canyon",  "carpet",  "castle",  "cellar",  "chalk",   "cherry",  "chimney",
    "circle",   "cliff",   "cloud",   "clover",  "coat",    "comet",   "copper",  "cotton",
    "cradle",   "crayon",  "cricket", "curtain", "daisy",   "desert",  "diamond", "dinner",
    "dolphin",  "door",    "dragon",  "drawer",  "dream",   "drum",    "eagle",   "easel",
    "echo",     "elbow",   "ember",   "engine",  "evening", "fabric",  "falcon",  "feather",
    "fence",    "ferry",   "field",   "finger",  "flame",   "flute",   "forest",  "fountain",
    "frost",    "garden",  "garlic",  "gate",    "ginger",  "glacier", "glove",   "grape",
    "gravel",   "guitar",  "hammer",  "harbour", "hazel",   "hedge",   "helmet",  "hill",
    "honey",    "horizon", "island",  "ivory",   "jacket",  "jewel",   "jungle",  "kettle",
    "kitchen",  "ladder",  "lagoon",  "lantern", "leaf",    "lemon",   "letter",  "lily",
    "lobster",  "maple",   "marble",  "market",  "meadow",  "melon",   "mirror",  "morning",
    "mountain", "needle",  "nest",    "night",   "oasis",   "ocean",   "olive",   "onion",
    "orchard",  "otter",   "oven",    "owl",     "paddle",  "palace",  "paper",   "pebble",
    "pencil",   "pepper",  "piano",   "picture", "pillow",  "pine",    "planet",  "plum",
    "pocket",   "pond",    "pottery", "puzzle",  "quarry",  "quilt",   "rabbit",  "raft",
    "rain",     "raven",   "ribbon",  "river",   "robin",   "rocket",  "roof",    "rope",
    "saddle",   "sail",    "salt",    "sand",    "shadow",  "shelf",   "ship",    "shore",
    "silver",   "sister",  "sky",     "snow",    "spark",   "spider",  "spoon",   "spring",
    "squirrel", "stable",  "star",    "stone",   "storm",   "stream",  "sugar",   "summer",
    "sunset",   "table",   "tailor",  "tea",     "temple",  "thistle", "thread",  "thunder",
    "tiger",    "timber",  "tower",   "trail",   "tree",    "tulip",   "tunnel",  "turtle",
    "umbrella", "valley",  "velvet",  "village", "violin",  "wagon",   "walnut",  "water",
    "wave",     "whale",   "wheat",   "whistle", "window",  "winter",  "wolf",    "wood",
    "yarn",     "yellow",  "zebra"};

constexpr std::string_view kKorean[] = {
    "가을",   "가지",   "가방",   "감자",   "강물",   "거울",     "거미",   "겨울",   "계단",
    "고래",   "고양이", "고추",   "공원",   "과자",   "구름",     "구두",   "국수",   "귤",
    "그네",   "그림",   "기차",   "기린",   "나무",   "나비",     "낙엽",   "난로",   "냄비",
    "노래",   "눈물",   "다리",   "다람쥐", "단추",   "달력",     "당근",   "도시",   "돌담",
    "동굴",   "두부",   "등대",   "딸기",   "라디오", "램프",     "리본",   "마늘",   "마당",
    "마을",   "망치",   "매미",   "모래",   "모자",   "목욕",     "무지개", "문어",   "물결",
    "미역",   "바다",   "바람",   "바위",   "박쥐",   "밤",       "방석",   "배추",   "버섯",
    "벌집",   "별",     "병아리", "보리",   "복숭아", "봄",       "부엌",   "북극",   "비누",
    "빗자루", "사과",   "사슴",   "산길",   "상추",   "새벽",     "생강",   "서랍",   "선물",
    "설탕",   "소금",   "소나무", "손수건", "송편",   "수박",     "숟가락", "시계",   "시장",
    "신발",   "아침",   "악기",   "안개",   "양말",   "얼음",     "여름",   "연필",   "열쇠",
    "염소",   "오리",   "오이",   "옥수수", "우산",   "우유",     "운동장", "유리",   "이불",
    "인형",   "자두",   "자전거", "잔디",   "장갑",   "저녁",     "전등",   "접시",   "정원",
    "제비",   "조개",   "종이",   "주머니", "지갑",   "지붕",     "참새",   "창문",   "책상",
    "천둥",   "촛불",   "축구",   "치마",   "카드",   "커튼",     "코끼리", "콩나물", "크레용",
    "탁자",   "태양",   "토끼",   "통나무", "파도",   "팔찌",     "편지",   "포도",   "풀잎",
    "풍선",   "피리",   "하늘",   "학교",   "한라산", "해바라기", "햇살",   "호박",   "호수",
    "화분",   "휴지",   "희망"};

}  // namespace

std::span<const std::string_view> EverydayWords(Language language) {
  if (language == Language::kKorean) return kKorean;
  return kEnglish;
}

}  // namespace ponder
