#!/usr/bin/env python3
"""Items made from one form each, in eight languages and more, and copies of such items as other sites print them.

usage: scripts/dedup_forms.py OUT.jsonl [--n 40] [--seed 1] [--copies SHARE] [--only odd|even]

Each record has `id` "FORM/NUMBER", `text` and `story`. All stories of a form are different. A copy, "FORM/NUMBER.c",
has its item's `story`: a credit before it, a sentence less, a line of another page behind it, some letters wrong.
--only takes every other form, so that a decision can be trained on forms and tested on others.
"""
import argparse, json, random

R = random.Random()
pick = lambda s: R.choice(s.split('|'))
num = lambda a, b: str(R.randint(a, b))
def pool(*rows): return lambda: R.choice([x for row in rows for x in row.split()])

EN_FIRST = pool('Ada Bram Celia Dorian Edith Fergus Gwen Hamish Isla Jonas Kira Lewis Maeve Nils Orla Percy Rhona Silas Thora Uma Vera Wendell Yvette Zane')
EN_LAST = pool('Abernathy Birch Colley Dray Eastman Fairlie Gough Hallam Ibbot Jarvis Kettle Lomax Mottram Neave Orchard Pym Quill Rudd Sykes Tranter Umber Voss Whitlow Yelland')
EN_TOWN = pool('Aldmere Brackwell Corsham Dunleigh Eastholt Farrowby Garston Heddon Inglewick Jarrowdale Kelmere Lorton Marlow Nether Otterby Penhallow Rushmoor Stanwick Thorley Upwell')
DE_NAME = lambda: pool('Anja Bernd Claudia Dieter Elke Frank Gisela Heiko Ines Jens Katrin Lars Mareike Olaf Petra Ralf Silke Uwe')() + ' ' + pool('Ahrens Brandl Cordes Dietz Ehlers Fuhrmann Gerber Hinz Junge Kolbe Lindner Mertens Nagel Oswald Pohl Rieger Seidl Thoma')()
DE_TOWN = pool('Aalbach Birkenau Dornburg Eschwege Freital Grimma Hohnstein Ilmtal Jessen Kirchberg Lauterbach Mittweida Nordhain Oelsnitz Pegau Radeberg')
ES_NAME = lambda: pool('Alba Bruno Carmen Diego Elena Felipe Gloria Hugo Irene Javier Lucia Marcos Nuria Pablo Rosa Sergio')() + ' ' + pool('Arias Bravo Cano Duarte Esteban Fuentes Gil Herrero Iglesias Lozano Molina Navas Ortega Prado Rivas Soler')()
ES_TOWN = pool('Almazora Benicar Cardona Dosaguas Estepa Fonseca Gandara Huelma Jaraiz Lorquera Montilla Navaleda Olivares Puebla')
RU_NAME = lambda: pool('Алексей Борис Виктор Галина Дарья Егор Жанна Иван Кирилл Лариса Мария Никита Ольга Павел')() + ' ' + pool('Авдеев Белых Воронин Гусев Дьяков Ершов Жилин Зотов Крылов Лобан Минин Носов Орлов Панин')()
RU_TOWN = pool('Абрамцево Бологое Вышгород Гатчина Дубровка Ельники Заречье Истра Калязин Лебедянь Мышкин Невель')
ZH_NAME = lambda: pool('王 李 赵 钱 孙 周 吴 郑 冯 陈 褚 卫 蒋 沈 韩 杨')() + pool('建国 丽华 志强 秀英 海燕 文博 晓东 雅琴 立新 春梅 子轩 家豪')()
ZH_TOWN = pool('青阳 临河 长岭 安丰 宁远 德兴 云岭 海城 平泉 南浦 西川 东山 北固 新塘')
JA_TOWN = pool('青葉 石川 上野 北浜 桜井 白石 高森 中津 西尾 東根 富岡 松江 南丘 若松')
JA_NAME = lambda: pool('佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田')() + pool('健一 恵子 大輔 美咲 翔太 陽子 直樹 真由美 和夫 久美')()
AR_NAME = lambda: pool('أحمد سالم ليلى كريم هدى يوسف منى طارق نادية حسام ريم فؤاد')() + ' ' + pool('الحداد النجار العلي منصور الخطيب سليمان الشامي عباس القاضي ياسين')()
AR_TOWN = pool('الزهراء النخيل الوادي المنارة السلام الربوة الغدير البستان الميناء القلعة')
HI_NAME = lambda: pool('अमित सुनीता राजेश कविता विनोद पूजा मनोज रेखा संजय मीना दिनेश अंजलि')() + ' ' + pool('शर्मा वर्मा यादव मिश्रा चौहान पटेल गुप्ता सिंह जोशी तिवारी')()
HI_TOWN = pool('रामपुर सोनगढ़ बिलासपुर देवास कटनी सीकर अलवर झांसी बस्ती मऊ')
TH_NAME = lambda: pool('สมชาย วิภา ประเสริฐ มาลี อนุชา สุดา ธนา กมล นิภา วีระ')() + ' ' + pool('ใจดี แสงทอง ศรีสุข บุญมา รักไทย พงษ์ดี ทองคำ มณีรัตน์')()
TH_TOWN = pool('บางเขน ลาดพร้าว สามพราน ปากช่อง แม่ริม ท่าแพ หนองคาย บ้านโป่ง')
EN_MONTH = lambda: pick('January|February|March|April|May|June|July|August|September|October|November|December')
EN_DAY = lambda: pick('Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday')
DE_DAY = lambda: pick('Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag')
DE_MONTH = lambda: pick('Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember')
ES_MONTH = lambda: pick('enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre')
name = lambda: EN_FIRST() + ' ' + EN_LAST()

def wedding():
    a, b, t = name(), name(), EN_TOWN()
    return (f'{a} and {b} were married on {EN_MONTH()} {num(1, 28)} at the chapel of {t} in front of {num(40, 220)} guests. The bride is the daughter of {name()} of {EN_TOWN()}; the groom works as '
            f'{pick("a surveyor|a dentist|a pilot|an electrician|a florist|a teacher|a chef")} in {EN_TOWN()}. The couple met {num(2, 11)} years ago. A reception with music followed at the assembly rooms, where friends and family joined them for dinner. '
            f'After a journey to {pick("Norway|Portugal|Japan|Malta|Canada|Crete")} they will live in {t}. The paper wishes every couple of the season a long and happy marriage.')
def recall():
    f = EN_LAST()
    return (f'The food agency has announced that {f} {pick("Foods|Dairies|Bakers|Farms|Kitchens")} is recalling its {pick("cheddar|muesli|hummus|lasagne|ham|yoghurt|soup|granola")} because it may contain {pick("pieces of plastic|undeclared milk|undeclared nuts|metal|listeria|salmonella")}. '
            f'The recall concerns packs of {num(100, 900)} g with the batch code {num(10000, 99999)} and a best before date of {num(1, 28)} {EN_MONTH()}. Customers who have bought the product should not eat it. They can return it to the store where it was bought, with or without a receipt, for a full refund. '
            f'No other products of the company are known to be affected. For more information call the customer line between nine and five on weekdays, on 0800 {num(100000, 999999)}.')
def custody():
    n, t = name(), EN_TOWN()
    return (f'The District Attorney\'s Office has completed its investigation of the death of {n}, {num(19, 71)}, who died on {EN_MONTH()} {num(1, 28)} while in the custody of the {t} Sheriff\'s Department. The office reviewed the reports, recordings and photographs and interviewed {num(3, 19)} witnesses. '
            f'{n.split()[1]} was found unresponsive in a cell at {num(1, 12)}:{num(10, 59)} in the morning. Staff began to resuscitate until paramedics arrived, and death was declared at {num(1, 12)}:{num(10, 59)}. The cause was {pick("an overdose of fentanyl|heart disease|suicide by hanging|a stroke|pneumonia|an infection")}. '
            f'Based on all the evidence provided to and reviewed by the office, and under the applicable legal principles, there is no evidence of criminal culpability on the part of any personnel. The full letter is available on the website of the office. Members of the press may call 555 0143 on weekdays.')
def roadworks():
    a = EN_LAST()
    return (f'{a} {pick("Road|Street|Lane|Avenue")} in {EN_TOWN()} will be closed to traffic from {EN_DAY()}, {EN_MONTH()} {num(1, 28)}, for {num(2, 21)} days while crews replace {pick("a water main|the gas pipes|the road surface|a culvert|street lights")}. '
            f'A signed diversion leads by way of {EN_LAST()} Road. Bus {num(2, 99)} does not call at {num(2, 9)} stops. Residents will have access to their homes at all times. The council apologises for any inconvenience and thanks drivers for their patience while this essential work is carried out.')
def shares():
    c = EN_LAST()
    return (f'Shares of {c} {pick("Mining|Energy|Pharma|Retail|Motors|Systems")} ({c[:3].upper()}) {pick("rose|fell|climbed|slid|gained|lost")} {num(1, 9)}.{num(0, 9)} percent to ${num(3, 400)}.{num(10, 99)} in trading on {EN_DAY()}. About {num(1, 90)},{num(100, 999)},{num(100, 999)} shares changed hands, against an average of {num(1, 90)},{num(100, 999)},{num(100, 999)}. '
            f'The stock has a fifty-day moving average of ${num(3, 400)}.{num(10, 99)}. The company has a market capitalisation of ${num(1, 90)}.{num(10, 99)} billion and a price-to-earnings ratio of {num(5, 60)}.{num(10, 99)}. Analysts at {EN_LAST()} {pick("Capital|Securities|Partners")} set a price target of ${num(3, 400)}.00. '
            f'This report was generated automatically from market data. It is not advice to buy or sell, and past performance is no guide to future results.')
def rescue_de():
    t = DE_TOWN()
    return (f'{t}. Die Freiwillige Feuerwehr {t} wurde am {DE_DAY()}, dem {num(1, 28)}. {DE_MONTH()}, um {num(0, 23)}.{num(10, 59)} Uhr zu einem {pick("Zimmerbrand|Wasserschaden|Verkehrsunfall|Ölfilm|Kellerbrand|Sturmschaden")} in der {pick("Garten|Schul|Kirch|Mühlen|Berg|Wald")}straße alarmiert. '
            f'Vor Ort waren {num(2, 9)} Fahrzeuge mit {num(9, 48)} Einsatzkräften unter der Leitung von {DE_NAME()}. Verletzt wurde nach Angaben der Feuerwehr {pick("niemand|eine Person|zwei Personen")}. Der Sachschaden wird auf {num(2, 90)}.000 Euro geschätzt. '
            f'Die Polizei hat die Ermittlungen zur Ursache aufgenommen. Wir weisen darauf hin, dass Rauchmelder Leben retten, und bitten alle Bürger, Rettungswege jederzeit freizuhalten.')
def jubilee_de():
    n = DE_NAME()
    return (f'{n} aus {DE_TOWN()} feiert am {DE_DAY()} {pick("den 80.|den 85.|den 90.|den 95.|den 100.")} Geburtstag. Bürgermeister {DE_NAME()} überbringt die Glückwünsche der Gemeinde und ein Geschenk. {n.split()[0]} wurde in {DE_TOWN()} geboren, arbeitete {num(11, 45)} Jahre als '
            f'{pick("Schlosser|Lehrerin|Bäcker|Schneiderin|Landwirt|Verkäuferin")} und hat {num(1, 7)} Enkel. Zum Kaffee im Gasthaus werden {num(12, 80)} Gäste erwartet. Unsere Zeitung schließt sich den Glückwünschen an und wünscht alles Gute, Gesundheit und noch viele frohe Stunden im Kreis der Familie.')
def fire_es():
    t = ES_TOWN()
    return (f'Los bomberos de {t} sofocaron en la madrugada del {num(1, 28)} de {ES_MONTH()} un incendio declarado en {pick("una vivienda|un almacén|una nave industrial|un garaje|un restaurante")} de la calle {ES_NAME()}. El aviso se recibió a las {num(0, 23)}:{num(10, 59)} horas y en las labores de extinción participaron {num(4, 30)} efectivos con {num(2, 8)} vehículos. '
            f'{num(1, 9)} personas fueron atendidas por inhalación de humo y trasladadas al hospital de {ES_TOWN()}. Las causas del incendio se desconocen por el momento. La policía local ha abierto una investigación y recuerda a los vecinos la importancia de revisar las instalaciones eléctricas.')
def result_es():
    a, b = ES_TOWN(), ES_TOWN()
    return (f'El {a} se impuso al {b} por {num(1, 5)}-{num(0, 4)} en la jornada {num(1, 38)} de la liga regional. {ES_NAME()} abrió el marcador en el minuto {num(2, 44)} y {ES_NAME()} sentenció en el {num(46, 90)}. Al encuentro asistieron {num(200, 4000)} espectadores. '
            f'Con esta victoria el equipo suma {num(8, 70)} puntos y ocupa el puesto {num(1, 18)} de la clasificación. El próximo domingo recibirá en casa al {ES_TOWN()}. El árbitro mostró {num(1, 7)} tarjetas amarillas. Las entradas están a la venta en las oficinas del club en el horario habitual.')
def accident_ru():
    t = RU_TOWN()
    return (f'Дорожно-транспортное происшествие произошло {num(1, 28)} {pick("января|февраля|марта|апреля|мая|июня|июля|августа")} около {num(0, 23)}:{num(10, 59)} на трассе у города {t}. По предварительным данным, водитель {RU_NAME()}, {num(19, 70)} лет, за рулём автомобиля {pick("Лада|Форд|Тойота|Шкода|Киа")} не справился с управлением и выехал на встречную полосу. '
            f'В результате {num(1, 6)} человек получили травмы и доставлены в больницу. Движение было затруднено в течение {num(1, 5)} часов. На месте работали сотрудники полиции и спасатели. Обстоятельства происшествия устанавливаются. Госавтоинспекция призывает водителей соблюдать правила дорожного движения и скоростной режим.')
def weather_ru():
    t = RU_TOWN()
    return (f'В городе {t} {num(1, 28)} числа ожидается {pick("облачная|ясная|дождливая|ветреная|снежная")} погода. Температура днём составит {num(1, 29)} градусов, ночью {num(1, 19)} градусов. Ветер {pick("северный|южный|западный|восточный")}, {num(1, 19)} метров в секунду. Атмосферное давление {num(730, 770)} миллиметров, влажность {num(30, 98)} процентов. '
            f'По данным гидрометцентра, существенных осадков в ближайшие сутки не прогнозируется. Водителям рекомендуется быть внимательными на дорогах, а пешеходам надевать светоотражающие элементы одежды в тёмное время суток.')
def notice_zh():
    t = ZH_TOWN()
    return (f'{t}市公安局{num(1, 12)}月{num(1, 28)}日发布通报称，当日{num(0, 23)}时{num(10, 59)}分许，在{ZH_TOWN()}路发生一起{pick("交通事故|盗窃案件|火灾事故|诈骗案件|斗殴事件")}。经初步调查，{ZH_NAME()}（{pick("男|女")}，{num(18, 70)}岁）与{ZH_NAME()}（{num(18, 70)}岁）均已送往医院，造成{num(1, 9)}人受伤。'
            f'事故造成直接经济损失约{num(2, 98)}万元。目前，案件正在进一步调查中。警方提醒广大市民遵守交通法规，注意人身和财产安全，不信谣、不传谣，发现线索请及时拨打报警电话。')
def market_zh():
    return (f'{num(1, 12)}月{num(1, 28)}日，{ZH_TOWN()}农产品批发市场{pick("白菜|猪肉|鸡蛋|土豆|番茄|大蒜")}平均价格为每公斤{num(2, 40)}.{num(10, 99)}元，比前一日{pick("上涨|下降")}{num(0, 9)}.{num(1, 9)}个百分点；当日成交量{num(100, 999)}吨。市场负责人{ZH_NAME()}表示，近期供应充足，价格波动主要受天气和运输影响。'
            f'据农业农村部监测，全国农产品批发价格指数总体平稳。有关部门将继续加强市场监测和产销衔接，保障市场供应，稳定价格水平。')
def alert_ja():
    return (f'{num(1, 28)}日{pick("午前|午後")}{num(1, 11)}時{num(10, 59)}分ごろ、{JA_TOWN()}市{JA_TOWN()}町の住宅から「煙が出ている」と119番通報がありました。消防車{num(3, 18)}台が出て火はおよそ{num(1, 6)}時間後に消し止められましたが、木造の住宅{num(60, 240)}平方メートルが焼けました。'
            f'この家に住む{JA_NAME()}さん（{num(40, 92)}）がけがをして病院に運ばれましたが、命に別状はないということです。警察と消防が火が出た原因を詳しく調べています。空気が乾燥する季節を迎え、消防は火の取り扱いに十分注意するよう呼びかけています。')
def score_ja():
    return (f'高校野球の地区大会は{num(1, 28)}日、{JA_TOWN()}球場で{num(1, 4)}回戦が行われ、{JA_TOWN()}高校が{num(3, 15)}対{num(0, 2)}で{JA_TOWN()}高校に勝ちました。先発の{JA_NAME()}投手は{num(5, 9)}回を投げて{num(2, 14)}個の三振を奪い、{JA_NAME()}選手が{num(2, 5)}安打を放ちました。'
            f'大会は順調に進めば来月上旬に決勝が行われ、優勝した学校が全国大会に出場します。試合の結果と今後の日程は大会の公式サイトに掲載されます。')
def statement_ar():
    t = AR_TOWN()
    return (f'أعلنت مديرية الصحة في {t} تسجيل {num(11, 900)} إصابة جديدة خلال الساعات الأربع والعشرين الماضية، مقابل {num(11, 900)} حالة شفاء و{num(1, 30)} وفيات. وقال مدير المستشفى {AR_NAME()} إن {num(5, 90)} مريضا يتلقون العلاج في العناية المركزة. '
            f'وأضاف أن نسبة الإشغال بلغت {num(20, 99)} في المئة. ودعت المديرية المواطنين إلى الالتزام بالإجراءات الوقائية وغسل اليدين وتجنب الأماكن المزدحمة، مؤكدة أن فرقها تواصل حملات التلقيح في جميع المراكز الصحية.')
def match_ar():
    return (f'فاز فريق {AR_TOWN()} على ضيفه {AR_TOWN()} بنتيجة {num(1, 5)} مقابل {num(0, 1)} في المباراة التي أقيمت مساء اليوم ضمن الجولة {num(1, 30)} من الدوري. وسجل {AR_NAME()} الهدف الأول في الدقيقة {num(2, 44)} قبل أن يضيف {AR_NAME()} الهدف الثاني في الدقيقة {num(46, 90)}. '
            f'وبهذا الفوز رفع الفريق رصيده إلى {num(9, 70)} نقطة في المركز {num(1, 16)}. وتستكمل مباريات الجولة يوم غد على أن تنقل جميع اللقاءات على القناة الرياضية في مواعيدها المعتادة.')
def crime_hi():
    t = HI_TOWN()
    return (f'{t} में {num(1, 28)} तारीख को पुलिस ने {pick("चोरी|धोखाधड़ी|मारपीट|अवैध शराब|लूट")} के आरोप में {HI_NAME()} ({num(19, 66)}) को गिरफ्तार किया। पुलिस के अनुसार आरोपी के पास से {num(2, 90)} हजार रुपये और {num(1, 9)} मोबाइल फोन बरामद हुए। शिकायत {HI_NAME()} ने दर्ज कराई थी। '
            f'थाना प्रभारी {HI_NAME()} ने बताया कि मामला दर्ज कर लिया गया है और आगे की जांच की जा रही है। पुलिस ने लोगों से अपील की है कि किसी भी संदिग्ध गतिविधि की सूचना तुरंत नजदीकी थाने को दें और अफवाहों पर ध्यान न दें।')
def exam_hi():
    return (f'{HI_TOWN()} जिले में बोर्ड परीक्षा का परिणाम {num(1, 28)} तारीख को घोषित किया गया। {HI_NAME()} ने {num(80, 99)}.{num(10, 99)} प्रतिशत अंक लाकर जिले में पहला स्थान पाया, जबकि {HI_NAME()} दूसरे स्थान पर रहे। इस वर्ष {num(2, 30)} हजार छात्र परीक्षा में बैठे और {num(50, 98)} प्रतिशत सफल हुए। '
            f'जिला शिक्षा अधिकारी ने सभी सफल छात्रों को बधाई दी और कहा कि जो छात्र सफल नहीं हो सके वे निराश न हों, पूरक परीक्षा की तैयारी करें। परिणाम विभाग की वेबसाइट पर देखा जा सकता है।')
def police_th():
    return (f'เมื่อวันที่ {num(1, 28)} เวลา {num(0, 23)}.{num(10, 59)} น. เจ้าหน้าที่ตำรวจ {TH_TOWN()} รับแจ้งเหตุ{pick("เพลิงไหม้บ้านพัก|รถชนกัน|ลักทรัพย์|ทำร้ายร่างกาย")} บริเวณถนน{TH_TOWN()} ที่เกิดเหตุพบ {TH_NAME()} อายุ {num(18, 80)} ปี ได้รับบาดเจ็บ และมีผู้เสียชีวิต {num(1, 4)} ราย ความเสียหายประมาณ {num(10, 900)} ล้านบาท '
            f'เบื้องต้นเจ้าหน้าที่ได้ตรวจสอบที่เกิดเหตุและเก็บพยานหลักฐานไว้เพื่อดำเนินการตามกฎหมายต่อไป พร้อมขอความร่วมมือประชาชนแจ้งเบาะแสได้ตลอดยี่สิบสี่ชั่วโมง')
def lottery_th():
    return (f'ผลสลากกินแบ่งรัฐบาลงวดประจำวันที่ {num(1, 28)} รางวัลที่หนึ่ง ได้แก่ {num(100000, 999999)} เลขท้ายสองตัว {num(10, 99)} เลขหน้าสามตัว {num(100, 999)} และ {num(100, 999)} เลขท้ายสามตัว {num(100, 999)} และ {num(100, 999)} ผู้ถูกรางวัลคือ {TH_NAME()} จาก{TH_TOWN()} '
            f'ผู้ที่ถูกรางวัลสามารถนำสลากมาขึ้นเงินได้ภายในสองปี โปรดตรวจสอบผลรางวัลอีกครั้งกับสำนักงานสลากกินแบ่งรัฐบาล และระวังมิจฉาชีพแอบอ้าง')
def horoscope():
    return (f'{pick("Aries|Taurus|Gemini|Cancer|Leo|Virgo|Libra|Scorpio|Pisces")}: {pick("A letter brings news|An old friend calls|Money comes from a side you forgot|A quarrel ends|Work asks for patience")} on {EN_DAY()}. {pick("Trust your first thought|Wait a day before you answer|Take a walk|Write it down|Say no once")}, '
            f'and {pick("love will follow|a door opens|the week ends well|you will laugh about it|your purse fills")}. Lucky number {num(1, 99)}, lucky colour {pick("green|red|blue|white|amber|violet")}.')
def brief():
    return f'{EN_TOWN()} - {EN_LAST()} {pick("Corp|Group|Ltd|Bank")} said on {EN_DAY()} its quarterly net {pick("profit|loss|income")} {pick("rose|fell")} {num(2, 60)} percent to ${num(2, 900)} million from a year earlier.'
def jail_log():
    return (f'{name()}, {num(18, 70)}, of {EN_TOWN()}, was booked at {num(1, 12)}:{num(10, 59)} p.m. {EN_DAY()} on a charge of {pick("theft|assault|trespass|fraud|possession|driving while suspended")}. Bail was set at ${num(1, 90)},000. All persons are presumed innocent until proven guilty in a court of law.')
def death():
    n = name(); f = n.split()[0]
    return (f'With great sadness we announce that {n} died on {EN_MONTH()} {num(1, 28)} at the age of {num(58, 99)}. {f} spent most of a long life in {EN_TOWN()} and worked as a {pick("clerk|weaver|driver|gardener|cook|printer")} until retirement. {f} loved books, long walks and the company of friends. '
            f'The family will receive callers at the funeral home on Main Street from two to five in the afternoon, and a service follows at Saint Anne\'s at eleven the next morning, with burial at Hillside. Flowers are welcome, and gifts may be made to the children\'s hospital. '
            f'The family thanks the nurses of the third floor for their kindness. Messages of sympathy may be left on the website of the funeral home.')
def birth():
    return (f'{EN_FIRST()} {EN_LAST()} was born at the county hospital on {EN_MONTH()} {num(1, 28)}, weighing {num(5, 9)} pounds {num(1, 15)} ounces. The hospital congratulates the proud parents and reminds readers that announcements are printed free of charge '
            f'every Saturday. Please send the name, the date and the weight, with a telephone number at which you can be reached during office hours, to the desk by Thursday noon. Photographs are returned only when a stamped envelope is enclosed.')
def trauer_de():
    n = DE_NAME()
    return (f'Wir nehmen Abschied von {n}, die Familie trauert um einen lieben Menschen. {n.split()[0]} wurde {num(59, 98)} Jahre alt und lebte in {DE_TOWN()}. Die Trauerfeier findet am {DE_DAY()}, dem {num(1, 28)}. {DE_MONTH()}, in der Kapelle des Stadtfriedhofs statt. '
            f'Von Beileidsbekundungen am Grab bitten wir abzusehen. Statt freundlich zugedachter Blumen bitten wir um eine Spende für das Hospiz. Allen, die ihre Anteilnahme auf vielfältige Weise zum Ausdruck brachten, danken wir von Herzen.')
def weather_zh():
    return (f'市气象台{num(1, 28)}日{num(5, 20)}时发布天气预报：预计今天白天{pick("晴|多云|阴|小雨")}，最高气温{num(5, 35)}度，夜间最低气温{num(0, 20)}度，{pick("东|南|西|北")}风{num(1, 6)}级。气象部门提醒市民，早晚温差较大，请适时增减衣物，出行注意交通安全，老人和儿童应减少户外活动，谨防感冒，最新信息请关注气象台官方网站。')
def recipe_jury():
    return (f'Juror {num(1, 12)} in the trial of {name()} was excused on {EN_DAY()}, the court said. The trial continues. Proceedings are open to the public, but recording devices are not allowed in the building, and seats are given out in the order of arrival from eight in the morning. '
            f'The clerk of the court asks reporters to register a day before at the information desk, which is open from nine to four, and to bring a photo identification.')
def passing():
    n = name(); f = n.split()[0]
    return (f'{n}, {num(60, 99)}, of {EN_TOWN()}, left us on {EN_MONTH()} {num(1, 28)} with the family at the bedside. {f} came from a large household, served for decades as a {pick("cook|miner|typist|porter|tailor|plumber|typesetter")} and sang in the choir of Saint Luke\'s. '
            f'{f} was fond of baking, chess and the garden behind the house, and will be missed by all who knew that smile. Left to mourn are three children and a host of cousins and neighbours. Friends may call from 3 to 6 p.m. at Birchwood Chapel; prayers follow at 9 a.m. the next day at Saint Luke\'s. '
            f'The grave is at Eastlawn. Please send no wreaths; the family suggests a gift to the lifeboat crews. A book of condolence is open on the website of the chapel.')
def graduate():
    n = name()
    return (f'{n} of {EN_TOWN()} has been named to the dean\'s list of the state university for the {pick("spring|autumn|winter")} term. To qualify, students must carry at least twelve credit hours and earn a grade point average of 3.5 or better on a scale of four. '
            f'Founded as a teachers\' college, the university has six faculties and a campus on the river, and is known for its schools of nursing and of engineering. Families may order a certificate from the office of the registrar, which is open on weekdays from eight to four.')
FORMS = [passing, graduate, death, birth, trauer_de, weather_zh, recipe_jury, wedding, recall, custody, roadworks, shares, rescue_de, jubilee_de, fire_es, result_es, accident_ru, weather_ru, notice_zh, market_zh, alert_ja, score_ja, statement_ar, match_ar, crime_hi, exam_hi, police_th, lottery_th, horoscope, brief, jail_log]

def copy(text):
    """The item as another site prints it."""
    how, stops = R.randint(0, 4), [i for i, c in enumerate(text) if c in '.。।' and i > len(text) // 2 and not text[i + 1:i + 2].isdigit()]
    if how == 0: return pick('Reuters - |(AP) |By our staff\n\n|Updated 3 hours ago\n|ots: |PTI: |新华社 ') + text
    if how == 1 and len(stops) > 1: return text[:R.choice(stops) + 1]
    if how == 2: return text + pick('\n\nRead also: the ten best beaches of the year|\n\nSubscribe to our newsletter for more stories like this one.|\n\nShare on all networks\nPrint\nMail|\n\nMehr zum Thema|\n\n相关阅读：更多新闻')
    if how == 3:
        letters = list(text)
        for _ in range(max(1, len(text) // 150)): letters[R.randrange(len(letters))] = R.choice('lI1o0e')
        return ''.join(letters)
    return text.replace(', ', ' , ').replace('"', "'") + ' (END)'

def main():
    ap = argparse.ArgumentParser(); ap.add_argument('out'); ap.add_argument('--n', type=int, default=40); ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--copies', type=float, default=0); ap.add_argument('--only', choices=['odd', 'even']); a = ap.parse_args()
    R.seed(a.seed)
    with open(a.out, 'w', encoding='utf-8') as f:
        for number, form in enumerate(FORMS):
            if a.only and (number % 2 == 1) != (a.only == 'odd'): continue
            for i in range(a.n):
                text, story = form(), f'{form.__name__}/{i}'
                print(json.dumps({'id': story, 'text': text, 'story': story}, ensure_ascii=False), file=f)
                if R.random() < a.copies: print(json.dumps({'id': story + '.c', 'text': copy(text), 'story': story}, ensure_ascii=False), file=f)
if __name__ == '__main__': main()
