extension UseCase {
  /// The published use cases of an electricity meter that this endpoint binds.
  ///
  /// Codes, protection, objects and which responses carry the time are those of the reference frames; for ECS01c, 18a,
  /// 22c, 39b and 45, whose commands the frames lack, the objects are the responses' and the fact table's. Roles are
  /// those of the access table in `docs/gbcs.md`: S supplier, N network operator, L load controller, B a party that
  /// the access control broker speaks for. The texts are this project's own.
  public static let published: [UseCase] = rows(
    """
    0019|ECS01a|1.1.1|signed|time|S|Set tariff and price of the primary element|set 20 0-0:13.0.0 7 8 9; set 11 0-1:11.0.0 2; set 21 0-0:16.1.11 2; set 21 0-0:16.1.12 2; set 21 0-0:16.1.13 2; set 21 0-0:16.1.14 2; set 21 0-0:16.1.15 2; set 21 0-0:16.1.16 2; set 21 0-0:16.1.17 2; set 21 0-0:16.1.18 2; set 9000 0-0:94.44.2.0 4; set 113 0-0:19.20.4 6; set 113 0-0:19.20.0 6; set 20 0-0:13.0.0 10; set 9000 0-0:94.44.128.29 6; set 9000 0-0:94.44.2.0 6; set 113 0-0:19.20.4 7; set 113 0-0:19.20.0 7; set 9000 0-0:63.1.1 6
    001A|ECS02|1.6|signed|time|S|Set credit mode|set 111 0-1:19.0.0 2 11 13
    001B|ECS03|1.6|signed|time|S|Set prepayment mode|set 111 0-1:19.0.0 2; set 9000 0-0:94.44.128.22 4; set 111 0-1:19.0.0 11; set 9000 0-0:94.44.128.22 6; set 111 0-1:19.0.0 13
    001C|ECS04a|1.5|signed||S|Adjust meter balance|do 112 0-0:19.10.0 1
    001D|ECS05|1.7|signed||S|Reset tariff block counters|do 9 0-0:10.0.100 1
    001E|ECS07|2.3|signed||S|Manage debt|set 113 0-0:19.20.1 6; set 113 0-0:19.20.2 6; set 113 0-0:19.20.3 13; set 113 0-0:19.20.1 8; set 113 0-0:19.20.2 8; do 113 0-0:19.20.1 2; do 113 0-0:19.20.2 2; do 113 0-0:19.20.3 4; do 113 0-0:19.20.1 4; do 113 0-0:19.20.2 4
    001F|ECS08|2.1|signed|time|S|Configure prepayment (replaced by ECS08a)|set 11 0-1:11.0.2 2; set 9000 0-0:94.44.2.20 2; set 9000 0-0:94.44.2.10 4; set 10 0-1:12.0.1 2; set 9000 0-0:94.44.128.12 4; set 9000 0-0:94.44.128.13 4; set 9000 0-0:94.44.128.9 4; set 9000 0-0:94.44.128.2 4; set 9000 0-0:94.44.128.31 6; set 9000 0-0:94.44.128.3 4; set 9000 0-0:94.44.2.20 6; set 9000 0-0:94.44.2.10 6; set 9000 0-0:94.44.128.12 6; set 9000 0-0:94.44.128.13 6; set 9000 0-0:94.44.128.9 6; set 9000 0-0:94.44.128.2 6; set 9000 0-0:94.44.128.3 6; set 9000 0-0:94.44.128.28 6
    0020|ECS09|2.5|signed||S|Activate emergency credit|do 112 0-0:19.10.1 3
    0021|ECS10|3.1|mac||S|Send message to consumer|set 1 0-2:96.13.1 2
    0022|ECS12|3.2|mac||S|Set change of tenancy date|set 1 0-0:94.44.3.2 2
    0024|ECS15a|3.3|mac||S|Clear auxiliary event log|do 7 0-0:99.98.0 1
    0025|ECS16|3.4|mac||S|Set supplier contact details|set 9000 0-0:96.13.0 2; set 9000 0-0:96.13.1 2
    0026|ECS17a|4.2|mac|time|NB|Read export registers|get 3 1-0:2.8.0 2 3; get 3 1-0:4.8.0 2 3
    0027|ECS17b|4.1.1|mac|time|SN|Read import registers|do 30 0-0:43.2.8 1
    0028|ECS17c|4.16|mac|time|SN|Read active power import|get 1 0-0:94.44.34.20 2
    0029|ECS17d|4.1.2|mac|time|SN|Read time-of-use registers|do 30 0-0:43.2.9 1
    002A|ECS17e|4.1.3|mac|time|SN|Read block registers and counters|do 30 0-0:43.2.10 1
    002B|ECS18a|4.12.2|mac|time|NB|Read maximum demand export|get 1 0-0:94.44.5.2 2; get 4 1-0:2.6.0 2 3 5
    002C|ECS18b|4.12.1|mac|time|SN|Read maximum demand import|get 1 0-0:94.44.5.0 2; get 1 0-0:94.44.5.1 2; get 4 1-0:1.6.0 2 3 5; get 4 1-0:1.6.1 2 3 5; get 10 0-0:12.0.0 2
    002D|ECS19|4.3|mac|time|S|Read prepayment registers|do 30 0-0:43.2.1 1
    002E|ECS20a|4.4.4|mac||S|Read payment-based debt payments|select 7 0-0:98.1.4 2
    002F|ECS20b|4.4.2|mac||S|Read billing log: registers and balances|do 30 0-0:43.2.3 1
    0030|ECS20c|4.4.3|mac||S|Read billing log: registers|do 30 0-0:43.2.2 1
    0033|ECS21a|4.6.1|mac||S|Read daily read log, import|do 30 0-0:43.2.5 1
    0034|ECS21b|4.14|mac||SB|Read prepayment daily read log|do 30 0-0:43.2.6 1
    0035|ECS21c|4.6.2|mac||B|Read daily read log, export|select 7 0-0:98.1.10 2
    0036|ECS22a|4.8.3|mac||NB|Read half-hour profile, export|select 7 0-0:99.1.1 2
    0037|ECS22b|4.8.1|mac||SNB|Read half-hour profile, active import|do 30 0-0:43.2.7 1
    0038|ECS22c|4.8.2|mac||SNB|Read half-hour profile, reactive import|select 7 0-0:99.1.2 2
    003A|ECS24|4.11.1|mac||SB|Read tariff of the primary element|get 3 0-0:94.44.1.7 2 3; get 20 0-0:13.0.0 3 4 5; get 11 0-0:11.0.0 2; get 21 0-0:16.0.11 2; get 21 0-0:16.0.12 2; get 21 0-0:16.0.13 2; get 21 0-0:16.0.14 2; get 21 0-0:16.0.15 2; get 21 0-0:16.0.16 2; get 21 0-0:16.0.17 2; get 21 0-0:16.0.18 2; get 9000 0-0:94.44.2.0 2; get 113 0-0:19.20.4 5; get 113 0-0:19.20.0 5
    003B|ECS26a|4.13|mac||S|Read prepayment configuration|get 113 0-0:19.20.1 5; get 11 0-0:11.0.2 2; get 113 0-0:19.20.1 8 5; get 113 0-0:19.20.2 5 8 5; get 113 0-0:19.20.3 13; get 9000 0-0:94.44.2.10 2; get 21 0-0:16.0.1 2; get 9000 0-0:94.44.2.20 2; get 111 0-0:19.0.0 16 18 19; get 112 0-0:19.10.1 9 10; get 10 0-0:12.0.1 2; get 111 0-0:19.0.0 11
    003D|ECS26c|6.2.2|mac||S|Read randomised offset|get 1 0-0:94.44.0.0 2; get 1 0-0:94.44.0.2 2; get 1 0-0:94.44.0.1 2
    003E|ECS26d|6.2.3|mac||SN|Read billing calendar|get 22 0-0:15.0.0 4
    003F|ECS26e|6.2.4|mac||SNB|Read device identity|get 1 0-0:96.1.1 2; get 1 0-0:96.1.2 2; get 1 0-0:96.1.4 2; get 1 0-0:96.1.6 2; get 1 0-0:94.44.0.4 2
    0040|ECS26f|6.2.5|mac||SN|Read instantaneous power thresholds|get 21 0-0:16.0.0 2
    0042|ECS27|4.15|mac||SN|Read load limit data|get 9000 0-0:94.44.0.3 2; get 3 0-0:94.44.42 2 3; get 71 0-0:17.0.0 4 6 7
    0043|ECS28a|6.4.1|signed|time|S|Set load limit configuration|set 9000 0-0:94.44.0.3 4; set 9000 0-0:94.44.128.7 4; set 9000 0-0:94.44.128.6 4; set 9000 0-0:94.44.128.8 4; set 9000 0-0:94.44.0.3 6; set 9000 0-0:94.44.128.7 6; set 9000 0-0:94.44.128.6 6; set 9000 0-0:94.44.128.8 6
    0044|ECS28b|6.4.2|mac||S|Reset load limit counter|do 3 0-0:94.44.42 1
    0045|ECS29a|6.5|mac||N|Set voltage configuration|set 7 1-0:32.24.0 4; set 71 0-0:17.0.1 4 6; set 71 0-0:17.0.2 4 6; set 71 0-0:17.0.3 4 6; set 71 0-0:17.0.4 4 6; set 1 1-0:32.35.0.4 2; set 1 1-0:32.31.0.4 2; do 3 1-0:32.32.0.4 1; do 3 1-0:32.36.0.4 1
    0046|ECS30|6.8|signed||S|Set billing calendar|set 22 0-0:15.0.0 4
    0047|ECS34|6.12|mac||S|Set instantaneous power thresholds|set 21 0-0:16.0.0 2
    0048|ECS35a|6.13|mac||SN|Read event log|select 7 0-0:99.98.0 2
    0049|ECS35b|6.13|mac||SN|Read security log|select 7 0-0:99.98.1 2
    004A|ECS37|6.18.1|mac||N|Set maximum demand window|set 10 0-0:12.0.0 2
    004B|ECS38|7.12|signed||S|Limit randomised offset|set 1 0-0:94.44.0.1 2
    004C|ECS39a|6.20.1|mac||S|Set import MPANs|set 1 0-0:94.44.34.11 2
    004D|ECS39b|6.20.2|mac||B|Set export MPAN|set 1 1-0:0.0.2 2
    004E|ECS40|6.2.7|mac||SNB|Read MPANs|get 1 0-0:94.44.34.11 2; get 1 1-0:0.0.2 2
    004F|ECS42|7.1|signed||S|Enable supply|do 9 0-0:10.0.106 1
    0050|ECS43|7.2|signed||S|Disable supply|do 9 0-0:10.0.106 1
    0051|ECS44|7.3|signed||S|Arm supply|do 9 0-0:10.0.106 1
    0052|ECS45|7.4|mac||SNB|Read supply state|get 70 0-0:96.3.10 3
    0053|ECS46a|6.14.1|signed||S|Set auxiliary controller descriptions|?set 1 0-0:94.44.0.11 2; set 1 0-0:94.44.0.12 2; set 1 0-0:94.44.0.13 2; set 1 0-0:94.44.0.14 2; ?set 1 0-0:94.44.0.15 2
    0054|ECS46c|6.14.2|signed|time|S|Set auxiliary controller calendar|set 1 0-0:94.44.0.21 2; set 1 0-0:94.44.0.22 2; ?set 1 0-0:94.44.0.23 2; ?set 1 0-0:94.44.0.24 2; ?set 1 0-0:94.44.0.25 2; set 11 0-1:11.0.3 2; set 10 0-1:12.0.2 2; set 9000 0-0:94.44.128.26 6; set 9000 0-0:94.44.128.35 6
    0055|ECS47|7.5/7.6/7.8|signed||S|Switch an auxiliary controller|?set 1 0-0:94.44.119.2 2; do 9 0-0:10.0.103 1
    0059|ECS52|11.2|mac||SN|Read firmware version|get 1 0-0:0.2.1 2
    005A|ECS57|6.18.2|mac||N|Reset maximum demand|do 4 1-0:1.6.0 1; do 4 1-0:1.6.1 1; do 4 1-0:2.6.0 1
    005F|ECS62|7.10/7.9|mac||S|Pair or unpair a device with a controller|set 1 0-0:94.44.6.1 2; set 1 0-0:94.44.6.2 2; set 1 0-0:94.44.6.3 2; set 1 0-0:94.44.6.4 2; set 1 0-0:94.44.6.5 2
    0060|ECS66|4.17|mac||SNB|Read daily consumption log|do 30 0-0:43.2.4 1
    0062|ECS70|8.1.1|signed||S|Set clock|set 8 0-0:1.0.0 9; do 8 0-0:1.0.0 5 4; get 8 0-0:1.0.0 2 4
    0068|ECS81|6.25|signed||S|Set display of balance|set 1 0-0:94.44.0.4 2
    0069|ECS82|4.18|mac||S|Read top-up tokens|get 112 0-0:19.10.0 2
    00A2|ECS01b|1.2.1|signed|time|S|Set price of the primary element|set 113 0-0:19.20.4 6; set 113 0-0:19.20.0 6; set 113 0-0:19.20.4 7; set 113 0-0:19.20.0 7
    00AE|ECS29b|6.5|mac||N|Set voltage configuration of three phases|set 7 1-0:32.24.0 4; set 7 1-0:52.24.0 4; set 7 1-0:72.24.0 4; set 71 0-0:17.0.1 4 6; set 71 0-0:17.0.2 4 6; set 71 0-0:17.0.3 4 6; set 71 0-0:17.0.4 4 6; set 1 1-0:32.35.0.4 2; set 1 1-0:32.31.0.4 2; set 1 1-0:52.31.0.4 2; set 1 1-0:52.35.0.4 2; set 1 1-0:72.31.0.4 2; set 1 1-0:72.35.0.4 2; do 3 1-0:32.32.0.4 1; do 3 1-0:32.36.0.4 1; do 3 1-0:52.32.0.4 1; do 3 1-0:52.36.0.4 1; do 3 1-0:72.32.0.4 1; do 3 1-0:72.36.0.4 1
    00B0|ECS25b|6.22|mac||N|Set network operator alert behaviour, WAN|set 1 0-33:97.98.11 2
    00B3|ECS04b|1.5|signed||S|Reset meter balance|do 112 0-0:19.10.0 2; do 112 0-0:19.10.1 2; do 112 0-0:19.10.2 2
    00B7|ECS01c|1.1.2|signed|time|S|Set tariff and price of the secondary element|set 113 0-0:19.20.5 6 7; set 20 0-0:13.0.1 7 8 9 10; set 11 0-1:11.0.1 2; set 9000 0-0:94.44.128.30 6
    00BA|ECS35f|6.13|mac||SN|Read auxiliary controller event log|select 7 0-17:99.98.2 2
    00BB|ECS61a|7.7|mac||SNB|Read auxiliary controller configuration|get 1 0-0:94.44.0.11 2; get 1 0-0:94.44.0.12 2; get 1 0-0:94.44.0.13 2; get 1 0-0:94.44.0.14 2; get 1 0-0:94.44.0.15 2; get 1 0-0:94.44.0.21 2; get 1 0-0:94.44.0.22 2; get 1 0-0:94.44.0.23 2; get 1 0-0:94.44.0.24 2; get 1 0-0:94.44.0.25 2; get 11 0-0:11.0.3 2; get 10 0-0:12.0.2 2; get 70 0-1:96.3.10 2; get 70 0-2:96.3.10 2; get 70 0-3:96.3.10 2; get 70 0-4:96.3.10 2; get 70 0-5:96.3.10 2
    00BC|ECS23b|4.10|mac|time|SN|Read voltage data of three phases|get 3 1-0:32.32.0.4 2 3; get 3 1-0:32.36.0.4 2 3; select 7 1-0:32.24.0 2; get 7 1-0:32.24.0 4; get 3 1-0:52.32.0.4 2 3; get 3 1-0:52.36.0.4 2 3; select 7 1-0:52.24.0 2; get 7 1-0:52.24.0 4; get 3 1-0:72.32.0.4 2 3; get 3 1-0:72.36.0.4 2 3; select 7 1-0:72.24.0 2; get 7 1-0:72.24.0 4
    00BD|ECS24b|4.11.2|mac||SB|Read tariff of the secondary element|get 113 0-0:19.20.5 5; get 3 0-0:94.44.1.8 2 3; get 11 0-0:11.0.1 2; get 20 0-0:13.0.1 3 4 5
    00C1|ECS15c|3.3|mac||S|Clear auxiliary controller event log|do 7 0-17:99.98.2 1
    00C6|ECS26k|6.2.1|mac||SN|Read voltage configuration of three phases|get 71 0-0:17.0.1 4 6; get 71 0-0:17.0.2 4 6; get 71 0-0:17.0.3 4 6; get 71 0-0:17.0.4 4 6; get 1 1-0:32.35.0.4 2; get 1 1-0:32.31.0.4 2; get 1 1-0:52.31.0.4 2; get 1 1-0:52.35.0.4 2; get 1 1-0:72.31.0.4 2; get 1 1-0:72.35.0.4 2
    00C7|ECS01d|1.2.2|signed|time|S|Set price of the secondary element|set 113 0-0:19.20.5 6 7
    00C9|ECS20d|4.4.5|mac||S|Read prepayment credits|select 7 0-0:98.1.5 2
    00D1|ECS29c|6.5|mac||N|Set voltage limits|set 1 1-0:32.31.0.4 2; set 1 1-0:32.35.0.4 2; set 7 1-0:32.24.0 4; set 71 0-0:17.0.1 4 6; set 71 0-0:17.0.2 4 6; set 71 0-0:17.0.3 4 6; set 71 0-0:17.0.4 4 6
    00D2|ECS29d|6.5|mac||N|Set voltage limits of three phases|set 1 1-0:32.31.0.4 2; set 1 1-0:32.35.0.4 2; set 1 1-0:52.31.0.4 2; set 1 1-0:52.35.0.4 2; set 1 1-0:72.31.0.4 2; set 1 1-0:72.35.0.4 2; set 7 1-0:32.24.0 4; set 7 1-0:52.24.0 4; set 7 1-0:72.24.0 4; set 71 0-0:17.0.1 4 6; set 71 0-0:17.0.2 4 6; set 71 0-0:17.0.3 4 6; set 71 0-0:17.0.4 4 6
    00D3|ECS29e|6.27|mac||N|Reset voltage counters|do 3 1-0:32.32.0.4 1; do 3 1-0:32.36.0.4 1
    00D4|ECS29f|6.27|mac||N|Reset voltage counters of three phases|do 3 1-0:32.32.0.4 1; do 3 1-0:32.36.0.4 1; do 3 1-0:52.32.0.4 1; do 3 1-0:52.36.0.4 1; do 3 1-0:72.32.0.4 1; do 3 1-0:72.36.0.4 1
    00D7|ECS30a|6.8|signed||S|Set billing calendar with periodicity|set 22 0-0:15.0.0 4
    00DB|ECS48|6.26|signed||S|Set block counter reset time|set 22 0-0:15.1.0 4
    00DE|ECS08a|2.1|signed|time|S|Configure prepayment|set 11 0-1:11.0.2 2; set 9000 0-0:94.44.2.20 4; set 9000 0-0:94.44.2.10 4; set 10 0-1:12.0.1 2; set 9000 0-0:94.44.128.12 4; set 9000 0-0:94.44.128.13 4; set 9000 0-0:94.44.128.9 4; set 9000 0-0:94.44.128.2 4; set 9000 0-0:94.44.128.31 6; set 9000 0-0:94.44.128.3 4; set 9000 0-0:94.44.2.20 6; set 9000 0-0:94.44.2.10 6; set 9000 0-0:94.44.128.12 6; set 9000 0-0:94.44.128.13 6; set 9000 0-0:94.44.128.9 6; set 9000 0-0:94.44.128.2 6; set 9000 0-0:94.44.128.3 6; set 9000 0-0:94.44.128.28 6
    00EA|ECS25a1|6.22|mac||S|Set supplier alert behaviour, HAN|set 1 0-30:97.98.12 2
    00EB|ECS25a2|6.22|mac||S|Set supplier alert behaviour, audible|set 1 0-30:97.98.13 2
    00ED|ECS25b3|6.22|mac||N|Set network operator alert behaviour, logging|set 1 0-33:97.98.14 2
    00EE|ECS25r1|6.2.10|mac||S|Read supplier alert behaviours|get 1 0-30:97.98.15 2; get 1 0-30:97.98.16 2; get 1 0-30:97.98.17 2; get 1 0-30:97.98.18 2
    00EF|ECS25r2|6.2.10|mac||N|Read network operator alert behaviours|get 1 0-33:97.98.15 2; get 1 0-33:97.98.18 2
    00F9|ECS26m|6.2.4|mac||SNB|Read device identity|get 1 0-0:96.1.2 2; get 1 0-0:96.1.4 2; get 1 0-0:96.1.6 2; get 1 0-0:94.44.0.4 2
    00FD|ECS35g|6.13|mac||SN|Read auxiliary controller event log|select 7 0-17:99.98.2 2
    011A|ECS46d|6.14.3|signed|time|S|Set auxiliary controller schedule|set 11 0-1:11.0.3 2; set 10 0-1:12.0.2 2; set 9000 0-0:94.44.128.26 6; set 9000 0-0:94.44.128.35 6
    011C|ECS61d|7.14|mac||SNB|Read auxiliary controller data|get 1 0-0:94.44.0.11 2; get 1 0-0:94.44.0.12 2; get 1 0-0:94.44.0.13 2; get 1 0-0:94.44.0.14 2; get 1 0-0:94.44.0.15 2; get 11 0-0:11.0.3 2; get 10 0-0:12.0.2 2
    011D|ECS61e|7.15|mac||SNB|Read auxiliary controller schedule|get 1 0-0:94.44.0.21 2; get 1 0-0:94.44.0.22 2; get 1 0-0:94.44.0.23 2; get 1 0-0:94.44.0.24 2; get 1 0-0:94.44.0.25 2; get 1 0-0:94.44.0.31 2; get 1 0-0:94.44.0.32 2; get 1 0-0:94.44.0.33 2; get 1 0-0:94.44.0.34 2; get 1 0-0:94.44.0.35 2
    011E|ECS47a|7.13|signed||S|Set an auxiliary controller state|?set 1 0-0:94.44.121.1 2; ?set 1 0-0:94.44.121.2 2; do 9 0-0:10.0.103 1; ?set 1 0-0:94.44.117.1 2; ?set 1 0-0:94.44.117.2 2; ?set 1 0-0:94.44.119.1 2; ?set 1 0-0:94.44.119.2 2
    011F|ECS47e|7.16|signed||L|Set an auxiliary controller state, load controller|?set 1 0-0:94.44.119.3 2; ?set 1 0-0:94.44.119.4 2; do 9 0-0:10.0.107 1; ?set 1 0-0:94.44.121.3 2; ?set 1 0-0:94.44.121.4 2
    """)

  /// The use case of a message code; nil if this endpoint has none.
  public static func find(_ code: MessageCode) -> UseCase? { index[code] }

  private static let index = Dictionary(
    (published + ProvisionalSecondaryExport.useCases).map { ($0.code, $0) },
    uniquingKeysWith: { first, _ in first })
}
