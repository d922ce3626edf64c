/**
 * Passwords of ten and more characters that are tried first, here and abroad, in lower case: keyboard rows, pinyin of
 * favourite phrases, lucky numbers, dates, and words with the year. Shorter ones are refused by their length.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  0000000000 1111111111 1122334455 123123123123 123321123321 1234554321 1234567890 12345678900 1234567891 12345678910
  123456789a 123456789abc 123456789q 123456789qq 123456789z 1234qwer1234 1234qwerasdf 123qwe123qwe 123qweasdzxc
  147258369000 147258369a 159357159357 1q2w3e4r5t 1q2w3e4r5t6y 1qaz!qaz2wsx 1qaz2wsx3edc 1qaz2wsx3edc4rfv
  1qaz@wsx3edc 1qazxsw23edc 5201314520 52013145201314 5201314a520 5845201314 7758258520 7758521520 8888888888
  88888888888 9876543210 987654321a 9999999999 a123456789 a1234567890 aa12345678 aa123456789 aaaaaaaaaa abc1234567
  abc123456789 abcd123456 abcd12345678 abcd1234abcd abcdef123456 abcdefghij abcdefghijk admin12345 admin123456
  admin1234567 admin12345678 admin123456789 admin888888 admin@12345 admin@123456 adminadmin adminadmin123
  administrator administrator1 administrator123 administrator@123 asd123456789 asdasdasd123 asdf123456 asdfasdf123
  asdfghjkl1 asdfghjkl123 asdfghjkl; baseball123 beijing2008 beijing2022 changeit123 changeme123 changeme1234
  chongqing123 computer123 dearbook123 default123 dragon1234 football123 google12345 guangdong123 guangzhou123
  gzh123456789 hello12345 hello123456 helloworld helloworld1 helloworld123 huawei12345 huawei123456 huawei@123
  ilovechina iloveyou123 iloveyou1314 iloveyou520 iloveyou5201314 internet123 letmein123 letmein1234 li123456789
  lingnan123 lingnan1234 lingnan12345 lingnan123456 liu123456789 master12345 michael123 mima123456 mima12345678
  monkey12345 nihao12345 nihao123456 nihaoma123 no1password p@ssw0rd123 p@ssw0rd1234 p@ssword123 passw0rd123
  passw0rd1234 password!1 password!23 password00 password01 password10 password11 password12 password123 password1234
  password12345 password123456 password2024 password2025 password2026 password@1 password@123 passwordpassword
  princess123 q123456789 qaz123456789 qaz123wsx456 qazwsx123456 qazwsxedc1 qazwsxedc123 qazwsxedcrfv qq12345678
  qq123456789 qq1234567890 qq5201314520 qqqqqqqqqq qwe123456789 qwer123456 qwer12345678 qwer1234qwer qwerasdfzxcv
  qwert12345 qwerty1234 qwerty12345 qwerty123456 qwerty123456789 qwertyuiop qwertyuiop1 qwertyuiop123 qwertyuiop[]
  root123456 root12345678 root@123456 rootroot123 shanghai123 shenzhen123 shenzhen2024 shenzhen2025 shenzhen2026
  sunshine123 superman123 system12345 taobao12345 test123456 test1234567 test12345678 testtest123 trustno1123
  user123456 user12345678 wang123456 wang12345678 wangjing123 wangwei123 welcome123 welcome1234 welcome2024
  welcome2025 welcome2026 welcome@123 wo123456789 woaini1314 woaini13145 woaini131452 woaini1314520 woaini5201
  woaini5201314 woaiwojia123 woaiwojia520 woaizhongguo woaizhongguo1 wodemima123 wodemima1234 wodemima123456
  woshishui123 xiaoming123 xiaoxiao123 zaq12wsx123 zaq1xsw2cde3 zhang123456 zhang12345678 zhangsan123 zhangwei123
  zhongguo123 zhongguo1949 zhongguo2024 zhongguo2025 zhongguo2026 zhonghua123 zxc123456789 zxcvbnm,./ zxcvbnm123
  zxcvbnm1234 zxcvbnm123456 zz123456789
  `
    .trim()
    .split(/\s+/),
);
