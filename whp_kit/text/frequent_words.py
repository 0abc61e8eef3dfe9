"""The most frequent words of languages other than English, to name the language of a text.

Words that two neighbours share are in both lists; those of one alone decide.
"""

FREQUENT_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "German": """der die das und in den von zu mit sich des auf für ist im dem nicht ein eine
            als auch es an er hat aus bei war ich sie nach wie aber einen so zum dass daß noch nur
            einer um am wir was wenn man sein ihr ihm ihn hatte mich mir wo denn dann""",
        "Dutch": """de het een van en in is dat op te zijn voor met die niet aan er om hij ook was
            als maar bij ze dan nog naar uit door over ik had heb je zich haar hem toen werd wat
            of mijn geen zo zei deze dit waar""",
        "French": """le la les de des du un une et à au aux en dans que qui il elle ne pas se ce
            cette son sa ses sur pour par avec plus est était mais ou où je nous vous ils lui on
            sont comme tout si même leur bien dit avait c'est n'est""",
        "Spanish": """el la los las de del un una y a al en que se no su sus con por para lo es era
            como más pero le me mi ya o si sin sobre había cuando muy ella él ha yo también hasta
            donde porque esta este entre todo dijo""",
        "Portuguese": """o a os as de do da dos das um uma e em no na nos nas que se não com por
            para ao à é era mas como mais seu sua ele ela lhe eu me já foi tinha quando muito sem
            até isso pelo pela disse também estava""",
        "Italian": """il lo la i gli le di del della dei delle un una e in nel nella che si non con
            per da dal dalla al alla ma come più è era sono suo sua ho ha mi ti ci se anche io
            aveva quando molto lui lei questo disse poi""",
        "Romanian": """și si în in de la cu pe din nu o un una ca că care mai este era a al ai ale
            lui ei el ea se să sa le dar ce după spre pentru prin fost îi îl avea când unde lor
            acest această către""",
        "Catalan": """el la els les de del dels un una i a al en que es no amb per com més però li
            em seu seva ja va són era hi quan molt sense fins aquest aquesta ho ell ella havia
            perquè també tot dins""",
        "Swedish": """och att det i en som på är av för med till den han inte var ett om hade hon
            de sig så men jag från vid mot efter när skulle kunde eller där nu ut över hans sin
            mig sade här då""",
        "Danish": """og at det i en som på er af for med til den han ikke var et om havde hun de
            sig så men jeg fra ved mod efter når skulle kunne eller hvor nu ud over hans sin mig
            sagde her da blev der""",
        "Norwegian": """og at det i en som på er av for med til den han ikke var et om hadde hun de
            seg så men jeg fra ved mot etter når skulle kunne eller hvor nå ut over hans sin meg
            sa her da ble""",
        "Finnish": """ja on ei se hän oli että mutta niin kuin ne minä joka kun sen hänen myös mitä
            mikä nyt jos olen sitä vain ovat jo sitten vielä ollut hänet sinä tämä olla tai en
            siitä sanoi häntä hyvin kaikki""",
        "Polish": """i w na z do nie się że to jest jak po za o od ale przez co tak jego jej był
            była było są dla już tylko ze mu gdy czy może tym przy który która ich go ja mi ku
            więc nad""",
        "Czech": """a v na z do ne se že to je jak po za o od ale co tak jeho její byl byla bylo
            jsou pro už jen ze mu když by s k si ve které který jsem také nebo tam ten ho""",
        "Slovak": """a v na z do nie sa že to je ako po za o od ale čo tak jeho jej bol bola bolo sú
            pre už len zo mu keď by s k si vo ktoré ktorý som tiež alebo tam ten ho""",
        "Croatian": """i u na iz do ne se da to je kao po za o od ali što tako njegov njezin bio
            bila bilo su već samo mu kad bi s k si koje koji sam također ili tamo taj ga nije""",
        "Hungarian": """a az és hogy nem is egy volt ez azt de meg ha csak mint már még el ki be
            fel le ezt aki ami vagy majd most mert úgy itt ott sem én ő neki minden után olyan""",
        "Turkish": """ve bir bu da de için ile o ne gibi daha çok en kadar sonra var ama her ben
            onun olarak diye mi ki şey olan değil ise yok onu bana sen biz nasıl dedi""",
        "Indonesian": """yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke
            karena ada mereka kami kita dia sudah seperti atau telah oleh ia bisa lagi""",
        "Vietnamese": """và của là có không một người trong được cho với những các đã này khi đó
            tôi ra như thì cũng lại ở anh ông bà từ đến rồi nhưng mà""",
        "Latin": """et in est non ad ut cum sed quod qui quae ab ex si de esse sunt hoc nec per ac
            enim aut quam atque iam erat eius se me te ita etiam""",
        "Esperanto": """la kaj de en ne estas al ke li ŝi ĝi mi vi ili kun por sed pri el je tiu
            estis kiu tio kiel plus pli ankaŭ jam nur""",
        "Russian": """и в не на что с он а как это по но к у из за то его она так я же от было был
            мы ты вы бы о ее её для только когда были еще ещё ему уже или мне меня где сказал""",
        "Ukrainian": """і в не на що з він а як це по але до у із за то його вона так я ж від було
            був ми ти ви б та її для тільки коли були ще йому вже або мені мене де й сказав про""",
        "Bulgarian": """и в не на че с той а как това по но към у от за то го тя така аз се е беше
            са ние вие би да я ще само когато бяха още му вече или ми ме къде каза си""",
        "Serbian": """и у не на да са он а као то по али ка из за његов она тако ја се је било био
            смо ти ви би о њен само кад су још му већ или ме где рече што""",
        "Arabic": """في من على أن إلى التي الذي لا ما هذا هذه كان عن مع لم هو هي أو ثم قد كل بعد
            كانت إن بين ذلك حتى قال وقال له لها وكان""",
        "Persian": """و در به از که این را با آن است بود برای او یک تا بر هم من ما می شد نه اما خود
            هر اگر آنها گفت چه دیگر""",
        "Urdu": """کے کی میں ہے اور سے کا کو اس نے پر نہیں کہ تھا ہیں وہ یہ ایک تھی بھی تو جو کر
            گیا ان ہو""",
    }.items()
}
