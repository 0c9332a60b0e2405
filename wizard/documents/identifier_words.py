"""Words by which names are told from other words that begin with a capital. All are in small letters, without accents.

No list of names is complete, and none has to be: a name that is not here is found by what stands around it.
"""

from __future__ import annotations

from typing import Final


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split(","))


#: They stand before a name, in capitals or not.
TITLES: Final = _listed("mr,mrs,ms,mx,dr,prof,professor,revd,cllr,councillor")
#: Before a name too, but only with a capital and before a capital: else they are other words.
CAPITAL_TITLES: Final = _listed(
    "miss,sir,dame,lady,lord,rev,reverend,father,sister,pc,dc,ds,di,dci,sgt,sergeant,constable,inspector,pcso,nurse"
    ",auntie,aunty,uncle,aunt,nan,nanny,grandad,granny,judge"
)
#: Relatives and others close to somebody: a first name beside one of them tells who that is.
RELATIVES: Final = _listed(
    "mother,mum,mummy,mam,father,dad,daddy,parent,stepfather,stepmother,stepdad,stepmum,brother,sister,sibling,stepbrother"
    ",stepsister,son,daughter,baby,twin,uncle,aunt,auntie,cousin,nephew,niece,grandmother,grandfather,grandma,grandad"
    ",nan,nana,gran,granny,partner,husband,wife,boyfriend,girlfriend,ex,ex-partner,neighbour,friend,carer,lodger,stepson"
    ",stepdaughter,grandson,granddaughter,half-brother,half-sister,step-father,step-mother,fiance,fiancee"
)
#: They stand within names in small letters.
PARTICLES: Final = _listed("van,der,den,de,da,do,dos,du,di,del,la,le,von,bin,binti,bint,ibn,ap,ab,ter,al,el")
MONTHS: Final = _listed(
    "january,february,march,april,may,june,july,august,september,october,november,december"
    ",jan,feb,mar,apr,jun,jul,aug,sep,sept,oct,nov,dec"
)
DAYS: Final = _listed(
    "monday,tuesday,wednesday,thursday,friday,saturday,sunday,mon,tue,tues,wed,thu,thur,thurs,fri,sat,sun"
)
#: The commonest words of the language, as they begin a sentence or stand in a heading.
COMMON: Final = _listed(
    "a,an,the,this,that,these,those,there,here,it,its,he,she,they,we,you,i,his,her,hers,him,their,theirs,them,our,ours,your"
    ",yours,my,mine,me,us,who,whose,whom,which,what,when,where,why,how,if,then,than,so,as,at,by,for,from,in,into,of,off,on,onto"
    ",out,over,to,up,down,with,without,within,about,above,after,again,against,all,also,although,always,among,and,another,any"
    ",anybody,anyone,anything,are,around,be,because,been,before,behind,being,below,beside,between,beyond,both,but,can,cannot"
    ",could,despite,did,do,does,done,due,during,each,earlier,either,enough,even,ever,every,everybody,everyone,few,first,further"
    ",had,has,have,having,however,instead,is,it's,last,later,least,less,let,like,many,may,might,more,most,much,must,neither"
    ",never,next,no,nobody,none,nor,not,nothing,now,often,once,one,only,or,other,others,otherwise,please,same,second,several"
    ",shall,should,since,some,somebody,someone,something,sometimes,soon,still,such,third,though,three,through,throughout"
    ",today,together,tomorrow,tonight,too,two,four,five,six,seven,eight,nine,ten,under,unless,until,upon,very,was,were,while"
    ",whether,whilst,will,would,yes,yesterday,yet,was,said,says,told,asked,saw,seen,made,went,came,felt,thinks,wants,want"
    ",ask,call,see,give,make,take,keep,tell,write,send,meet,note,noted,notes,new,old,good,bad,long,late,early,big,small,high"
    ",low,well,ill,home,house,street,road,day,days,week,weeks,month,months,year,years,term,time,date,night,morning,evening"
    ",afternoon,child,children,child's,children's,adult,adults,adult's,adults',person,people,baby,babies,boy,girl,teenager"
    ",mother,father,parent,parents,mum,dad,brother,sister,siblings,family,families,carer,carers,grandmother,grandfather"
    ",aunt,uncle,partner,neighbour,neighbours,friend,friends,staff,manager,teacher,teachers,nurse,doctor,worker,workers"
    ",dear,yours,sincerely,faithfully,regards,hello,thank,thanks,sorry,urgent,important,danger,immediate,help,safe,unsafe"
    ",concern,concerns,risk,risks,harm,summary,background,conclusion,evidence,outcome,decision,reason,reasons,question,answer"
    ",view,views,wishes,feelings,position,action,actions,agreed,disagree,according,currently,recently,previously,therefore"
    ",furthermore,moreover,meanwhile,finally,lastly,firstly,secondly,perhaps,regarding,concerning,following,given,based"
    ",attached,enclosed,overall,initially,unfortunately,clearly,obviously,best,better,worse,worst,right,wrong,true,false"
    ",miss,mister,sir,madam,full,open,closed,closing,ended,began,started,signed,sent,received,copy,copied,filed,page,part"
)
#: The profession, its agencies, roles, papers, systems and laws; the calendar; peoples, languages and faiths.
PROFESSION: Final = _listed(
    "social,care,services,service,safeguarding,designated,deputy,lead,leads,leader,board,boards,partnership,partners,team"
    ",teams,head,headteacher,principal,director,directors,assistant,associate,chief,executive,officer,officers,commissioner"
    ",practitioner,practitioners,supervisor,chair,chairs,independent,reviewing,conference,conferences,strategy,discussion"
    ",meeting,meetings,panel,group,groups,sub-group,committee,council,county,city,district,borough,unitary,metropolitan,authority"
    ",authorities,local,national,regional,joint,senior,junior,principal,named,professional,professionals,advanced,consultant"
    ",specialist,clinical,medical,mental,health,healthcare,hospital,hospitals,trust,trusts,foundation,surgery,practice,clinic"
    ",centre,centres,hub,unit,ward,department,ministry,office,offices,agency,agencies,organisation,organisations,charity"
    ",police,constabulary,force,probation,court,courts,family,youth,justice,offending,prison,fire,rescue,ambulance,education"
    ",educational,school,schools,academy,academies,college,colleges,university,nursery,preschool,pre-school,primary,secondary"
    ",special,sixth,form,forms,early,help,years,intervention,intensive,support,supported,protection,protective,plan,plans"
    ",planning,need,needs,looked,leaving,adoption,fostering,foster,kinship,guardian,guardianship,advocate,advocacy,legal"
    ",gateway,proceedings,order,orders,interim,section,sections,act,acts,article,working,keeping,guidance,statutory,policy"
    ",policies,procedure,procedures,protocol,protocols,framework,escalation,resolution,dispute,disagreement,disagreements"
    ",challenge,challenges,stage,stages,step,steps,level,levels,tier,threshold,thresholds,continuum,matrix,referral,referrals"
    ",assessment,assessments,multi-agency,inter-agency,interagency,multiagency,single,enquiry,enquiries,inquiry,investigation"
    ",review,reviews,record,records,recording,report,reports,reporting,letter,letters,notification,notifications,form,register"
    ",chronology,genogram,minutes,agenda,log,file,files,front,door,contact,contacts,referring,receiving,emergency,duty,out"
    ",hours,day,access,risk,domestic,abuse,violence,neglect,sexual,exploitation,criminal,physical,emotional,graded,signs,safety"
    ",profile,outcomes,star,tool,toolkit,checklist,return,interview,missing,child,adult,children,young,women,men,people,persons"
    ",learning,disability,disabilities,autism,additional,drug,alcohol,substance,misuse,housing,homelessness,benefits,welfare"
    ",attendance,inclusion,exclusion,admissions,behaviour,pastoral,welfare,governor,governors,governing,body,inspectorate"
    ",visitor,visitors,midwife,midwives,midwifery,maternity,paediatrician,paediatric,paediatrics,psychologist,psychiatrist"
    ",psychiatric,psychology,therapist,therapy,counsellor,nursing,general,accident,dental,dentist,pharmacy,pharmacist,physician"
    ",integrated,commissioning,care's,quality,performance,assurance,management,business,coordinator,co-ordinator,administrator"
    ",administration,adviser,advisor,advice,allocated,agency's,liaison,link,key,corporate,governance,strategic,operational"
    ",operations,human,resources,information,sharing,data,freedom,equality,rights,convention,nations,united,kingdom,royal"
    ",government,secretary,state,minister,parliament,house,commons,lords,england,english,wales,welsh,scotland,scottish,ireland"
    ",irish,britain,british,european,polish,romanian,french,german,spanish,portuguese,italian,arabic,urdu,punjabi,bengali"
    ",somali,kurdish,turkish,persian,farsi,pashto,dari,tamil,gujarati,hindi,mandarin,cantonese,chinese,indian,pakistani"
    ",bangladeshi,african,caribbean,asian,american,ukrainian,russian,syrian,afghan,iranian,iraqi,nigerian,ghanaian,albanian"
    ",vietnamese,roma,gypsy,traveller,travellers,christian,muslim,jewish,hindu,sikh,buddhist,catholic,anglican,church,mosque"
    ",temple,synagogue,christmas,easter,eid,ramadan,diwali,boxing,bank,holiday,holidays,spring,summer,autumn,winter,bst,gmt"
    ",microsoft,teams,outlook,zoom,word,excel,google,facebook,instagram,snapchat,tiktok,whatsapp,youtube,xbox,roblox"
    ",mosaic,liquidlogic,eclipse,carefirst,systmone,cpoms,myconcern,niche,childline,barnardo's,barnardos,mind,samaritans,refuge"
    ",women's,citizens,salvation,army,red,cross,ofsted,cafcass,marac,mash,lado,operation,encompass,prevent,channel,sure,start"
    ",gillick,fraser,laming,munro,bichard,modern,slavery,trafficking,equal,public,private,voluntary,community,faith"
    ",sector,north,south,east,west,northern,southern,eastern,western,central,midlands,upper,lower,great,greater,little,inner"
    ",outer,tell,us,once,what,reflective,supervision,restorative,conversation,facilitator,mediator,mediation,signatory"
    ",representative,originator,author,raiser,registrar,nearest,relative,responsible,clinician,appropriate,key,stage,reception"
    ",class,mental,capacity,best,interests,deprivation,liberty,safeguards,lasting,power,attorney,making,personal,lived"
    ",experience,voice,pathway,personal,pupil,premium,free,meals,breakfast,after,club,clubs,scouts,guides,universal,credit"
    ",home,homes,residential,respite,short,breaks,fast,track,initial,final,draft,core,public,law,outline,pre-proceedings"
    ",post,number,reference,ref,email,telephone,phone,mobile,address,postcode,name,names,surname,initials,dob,gp,nhs,confidential"
    ",official,sensitive,restricted,secure,encrypted,egress,director's,manager's,mother's,father's,school's,police's,board's"
    ",council's,hospital's,family's,teacher's,worker's,people's,world,street,road,lane,avenue,drive,close,crescent,way,garden"
    ",gardens,terrace,grove,court,place,square,green,park,hill,station,library,town,hall,market,village,questionnaire,advisory,strengths,difficulties,solutions,plus"
)
#: After one of them a name often follows: "Social Worker Jane Smith". After other words of the profession it is a title.
ROLES: Final = _listed(
    "worker,manager,officer,nurse,visitor,teacher,midwife,lead,head,headteacher,principal,director,doctor,practitioner,chair"
    ",supervisor,adviser,advisor,consultant,paediatrician,psychologist,psychiatrist,therapist,counsellor,coordinator,constable"
    ",advocate,carer,child,adult,mother,father,guardian,assistant,deputy,clerk,author,raiser,from,to,by,commissioner,governor"
)
#: Places that the policies are about, and others that documents often name.
PLACES: Final = _listed(
    "oxford,banbury,bicester,abingdon,didcot,witney,wantage,thame,henley,kidlington,cowley,blackbird,leys,faringdon"
    ",carterton,chipping,norton,burford,wallingford,cherwell,isis,thames,valley,vale,berkshire,reading,buckinghamshire"
    ",aylesbury,wycombe,milton,keynes,swindon,wiltshire,salford,stockport,oldham,rochdale,bolton,bury,tameside"
    ",trafford,wigan,wythenshawe,moss,side,sheffield,rotherham,doncaster,wakefield,leeds,bradford,yorkshire"
    ",torquay,paignton,brixham,devon,exeter,plymouth,cornwall,somerset,bristol,bath,dorset,hampshire,southampton,portsmouth"
    ",london,birmingham,coventry,leicester,nottingham,derby,derbyshire,nottinghamshire,lincolnshire,norfolk,suffolk,essex"
    ",kent,sussex,surrey,hertfordshire,bedfordshire,cambridgeshire,cambridge,northamptonshire,warwickshire,gloucestershire"
    ",gloucester,worcestershire,shropshire,staffordshire,cheshire,lancashire,liverpool,merseyside,cumbria,durham,newcastle"
    ",northumberland,tyne,wear,sunderland,hull,york,cardiff,swansea,edinburgh,glasgow,belfast,dublin,europe,africa,asia,poland"
    ",romania,nigeria,pakistan,india,bangladesh,somalia,syria,ukraine,afghanistan,radcliffe,littlemore,warneford,bluebell"
)
#: After other capitals they make the name of a place or of a house.
OF_PLACES: Final = _listed(
    "house,hospital,surgery,centre,clinic,trust,hub,team,service,services,council,board,partnership,court,road,street,lane"
    ",avenue,drive,crescent,way,close,terrace,grove,place,square,park,station,library,hall,unit,ward,lodge,project,practice"
    ",school,academy,college,nursery,primary,university,church,mosque,foundation,society,association,framework,model,scale"
    ",act,review,report,inquiry,competence,guidelines,programme,scheme,tool,profile,policy,constabulary,police,university"
)
#: Before capitals that are no listed names they tell of a place, a thing or a house.
BEFORE_PLACES: Final = _listed(
    "the,a,an,this,our,their,your,in,at,near,around,outside,within,via,called,under,using"
)
#: Endings of words that are no names, unless a first name stands before them.
ENDINGS: Final = (
    "tion",
    "sion",
    "ment",
    "ness",
    "ship",
    "ity",
    "ing",
    "able",
    "ible",
    "ful",
    "less",
    "ised",
    "ly",
)
FIRST_NAMES: Final = _listed(
    "aaliyah,aaron,abdul,abdullah,abigail,abu,adam,adele,adrian,agnes,agnieszka,ahmad,ahmed,aidan,aiden,aisha,aisling,alan,albert"
    ",alejandro,alex,alexander,alexandra,alexis,alfie,alfred,ali,alice,alicia,alina,alisha,alison,alistair,allan,amanda"
    ",amara,amber,amelia,amina,amir,amy,ana,anastasia,andre,andrea,andreea,andrei,andrew,andrzej,andy,angela,angus,anil,anita"
    ",ann,anna,anne,annie,anthony,antonio,anwar,archie,aria,arjun,arthur,arun,asha,ashley,ashraf,asif,asma,ava,ayaan,ayesha"
    ",barbara,barry,beata,beatrice,becky,ben,benjamin,bernard,bethany,bethan,bilal,blessing,bogdan,brandon,brenda,brian,bridget"
    ",bronwyn,bruce,caitlin,callum,cameron,carl,carla,carlos,carmen,carol,caroline,catherine,catrin,charles,charlie,charlotte"
    ",chelsea,chen,chidi,chiamaka,chloe,chris,christina,christine,christopher,ciara,claire,clare,claudia,clive,colin,connor"
    ",courtney,craig,cristina,curtis,cynthia,daisy,dale,damian,daniel,daniela,danielle,danny,darius,darren,dave,david,dawid"
    ",dean,deborah,debbie,declan,delroy,demi,denise,dennis,derek,devon,diana,diane,dilip,dmitri,dominic,donna,doreen,dorothy"
    ",douglas,duncan,dwayne,dylan,ebony,eddie,edith,edward,edwin,eileen,eilidh,elaine,eleanor,elena,eleri,eli,elias,elijah"
    ",elizabeth,ella,ellen,ellie,elliot,elsie,emeka,emily,emma,emmanuel,eoin,eric,erin,esme,esther,ethan,eva,evan,eve,evelyn"
    ",ewa,faith,farah,farhan,fatima,fatou,fatuma,femi,fiona,florence,frances,francesca,francis,frank,fraser,freddie,freya"
    ",gabriel,gareth,gary,gavin,gemma,geoffrey,george,georgia,georgina,gerald,geraldine,gillian,giovanni,gloria,gordon,grace"
    ",graham,grant,greg,gregory,gurpreet,guy,gwen,habiba,hadiza,halima,hamza,hannah,hardeep,harold,harpreet,harriet,harry,harvey"
    ",hasan,hassan,hayley,hazel,heather,helen,helena,henry,hilary,holly,hugh,hussein,ian,ibrahim,ifeoma,imogen,imran,ines"
    ",ingrid,ioana,ion,irene,iris,isaac,isabel,isabella,isabelle,isla,ivan,ivy,iwona,jacek,jack,jackie,jacob,jacqueline,jade"
    ",jaden,jake,jakub,jamal,james,jamie,jan,jane,janet,janice,jasmine,jason,javier,jay,jayden,jaydon,jean,jennifer,jenny,jeremy"
    ",jerome,jess,jessica,jill,jim,jimmy,joan,joanna,joanne,joao,jodie,joe,joel,john,johnny,jonathan,jordan,jorge,jose,joseph"
    ",josephine,josh,joshua,joy,joyce,juan,judith,julia,julian,julie,june,justin,kacper,kai,kamal,karen,karim,karl,kasia,kate"
    ",katherine,kathleen,kathryn,katie,katy,kayden,kayla,kayleigh,keith,kelly,kelsey,ken,kenneth,kerry,kevin,khadija,khalid"
    ",kieran,kimberley,kirsty,kofi,krzysztof,kwame,kwabena,kyle,kylie,lara,laura,lauren,lawrence,leah,lee,leila,lena,leo,leon"
    ",leonard,lesley,leslie,lewis,lexi,liam,lily,linda,lisa,liz,lloyd,logan,lola,lorraine,louis,louisa,louise,luca,lucas,lucia"
    ",lucy,luis,lukasz,luke,lydia,lynn,lynne,maciej,madison,magda,magdalena,mahmoud,maisie,malcolm,malgorzata,malik,marcin"
    ",marcus,margaret,maria,mariam,marie,marilyn,mario,marion,marjorie,mark,marlon,martin,martyn,mary,maryam,mateusz"
    ",matilda,matt,matthew,maureen,maurice,max,maxine,maya,megan,mehmet,mei,melanie,melissa,mia,michael,michal,michelle"
    ",miguel,mihai,mike,mila,mildred,millie,miriam,mohamed,mohammad,mohammed,molly,monica,monika,morgan,muhammad,muriel,mustafa"
    ",nadia,naomi,nasir,nasreen,natalia,natalie,natasha,nathan,neil,nelson,ngozi,ngugi,niall,niamh,nicholas,nick,nicola,nicole"
    ",nigel,nikita,nina,noah,noor,nora,norma,norman,nour,nuala,obinna,olga,oliver,olivia,ollie,olu,omar,oscar,osman,owen"
    ",pablo,paige,pamela,paolo,parveen,patricia,patrick,paul,paula,pauline,pavel,pawel,pedro,penelope,penny,peter,petra,philip"
    ",phillip,phoebe,phyllis,piotr,poppy,pradeep,preeti,priya,rachael,rachel,radoslaw,rafael,raj,rajesh,ralph,ramesh,ramona"
    ",rania,rashid,ravi,ray,raymond,razia,rebecca,reece,reggie,rhian,rhiannon,rhys,ricardo,richard,rita,riley,rob,robert"
    ",roberta,roberto,robin,rodney,roger,rohan,roisin,roland,ronald,ronnie,rory,rosa,rosalind,rose,rosemary,rosie,ross,roxanne"
    ",roy,ruby,rupert,russell,ruth,ryan,sabrina,saeed,safiya,saima,sakina,sally,salma,sam,samantha,samir,samira,samuel,sana"
    ",sandra,sanjay,santiago,saoirse,sara,sarah,satnam,scarlett,scott,sean,sebastian,selina,serena,seren,shabana,shahid"
    ",shane,shannon,sharon,shaun,shauna,sheila,sheryl,shirley,shreya,sian,sidney,simon,simran,siobhan,sofia,sophia,sophie"
    ",stacey,stanley,stefan,stella,stephanie,stephen,steve,steven,stuart,sue,sukhdeep,suleiman,sunita,susan,suzanne,svetlana"
    ",sybil,sylvia,tahir,tamara,tanya,tara,tariq,taylor,teresa,terence,terry,tessa,thandiwe,theo,theodore,theresa,thomas"
    ",tia,tiffany,tim,timothy,tina,toby,tom,tomasz,tommy,toni,tony,tracey,tracy,trevor,tristan,tunde,tyler,tyrone,umar,una"
    ",ursula,usman,valerie,vanessa,vera,veronica,victor,victoria,vijay,vikram,vincent,viola,violet,vivian,viktor,wafa,waleed"
    ",walter,wanda,wanjiru,wayne,wei,wendy,wesley,wilfred,william,willow,winston,wojciech,xavier,yasmin,yolanda,yousef,yusuf"
    ",yvette,yvonne,zac,zach,zachary,zahra,zainab,zara,zeynep,zoe,zofia,zuzanna"
)
SURNAMES: Final = _listed(
    "smith,jones,taylor,brown,williams,wilson,johnson,davies,davis,robinson,wright,thompson,evans,walker,white,roberts,green"
    ",hall,wood,jackson,clarke,clark,patel,khan,lewis,phillips,mason,mitchell,rose,davidson,anderson,allen,baker,begum"
    ",bibi,bailey,bell,bennett,berry,bishop,booth,bradley,brooks,burke,burns,butler,byrne,campbell,carr,carter,chapman,chowdhury"
    ",coleman,collins,cook,cooper,cox,cunningham,dixon,doyle,duncan,edwards,elliott,ellis,ferguson,fisher,fletcher,ford"
    ",foster,fox,gallagher,gardner,gibson,gill,gordon,graham,grant,gray,griffiths,hamilton,harding,harris,harrison,hart,harvey"
    ",hassan,hawkins,henderson,hill,holmes,howard,hudson,hughes,hunt,hunter,hussain,hussein,ibrahim,islam,iqbal,james,jenkins"
    ",jennings,johnston,kaur,kelly,kennedy,king,knight,kowalska,kowalski,kumar,lane,lawson,lee,lloyd,mahmood,malik,marsh"
    ",marshall,martin,matthews,miah,miller,mohamed,moore,morgan,morris,murphy,murray,mwangi,newman,nguyen,nowak,okafor,okonkwo"
    ",oliver,osei,owen,palmer,parker,payne,pearce,pearson,perry,popescu,porter,powell,price,rahman,reed,reid,reynolds"
    ",richards,richardson,rogers,russell,ryan,saunders,scott,shah,shaw,sharma,simpson,singh,spencer,stevens,stewart,stone"
    ",sullivan,thomas,turner,walsh,ward,watson,watts,webb,wells,west,wisniewski,woods,young,adeyemi,mensah,silva"
    ",santos,fernandez,garcia,rodriguez,gonzalez,perera,begley,mccarthy,akhtar,uddin,choudhury,boateng,addo,abdi,warsame"
)
#: Parts of names that are words too: in small letters, and where a sentence begins, they are taken for the word.
WORDS_TOO: Final = _listed(
    "will,may,mark,grace,hope,rose,joy,faith,bill,summer,amber,sky,dawn,eve,art,guy,rob,sue,pat,drew,chance,frank,page,young"
    ",brown,white,green,black,hall,wood,bell,bishop,booth,brooks,burns,carter,cook,fisher,ford,foster,fox,hart,hill,hunt,king"
    ",knight,lane,long,marsh,mason,miller,moore,park,price,reed,rich,stone,turner,walker,ward,wells,west,woods,iris,ivy,ruby"
    ",violet,willow,daisy,holly,poppy,jasmine,olive,pearl,penny,robin,jay,dale,dean,grant,max,miles,nick,ray,tim,wade,june,august"
    ",april,autumn,angel,blessing,star,storm,case,best,good,small,little,day,bird,field,fields,forest,rivers,church,love,power"
)
#: No name of a street has them before it.
NO_STREETS: Final = _listed(
    "the,a,an,in,on,of,off,to,at,by,from,down,across,near,and,or,with,for,is,are,was,were,not,has,have,this,that,their,his"
    ",her,our,my,your,men,women,boys,girls,people,children,miles,minutes,hours,times,metres,yards,days,weeks,months,years"
    ",working,section,stage,step"
)
#: They say what kind of school it is, or whose, and not which.
SCHOOL_KINDS: Final = _listed(
    "primary,infant,infants,junior,juniors,secondary,high,grammar,special,nursery,comprehensive,community,catholic,ce,rc,c,e,of"
    ",the,and,church,england,aided,voluntary,roman,free,upper,lower,middle,girls,boys,girls',boys',independent,boarding,prep"
    ",preparatory,sixth,form,first,all,through,foundation,academy,school,college,state,local,special,new,old,mainstream,his"
    ",her,their,our,both,this,that,each,every,any,current,previous,former,royal,national,summer,sunday,saturday,medical,virtual,family,whole"
)
#: Words of the profession that names of schools hold too.
IN_SCHOOLS: Final = _listed(
    "park,hill,green,cross,church,valley,star,hall,court,gardens,grove,lane,wood,great"
)
