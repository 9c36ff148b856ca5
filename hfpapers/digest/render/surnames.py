"""Family names that make the order of a name doubtful: the commonest of East Asia, and of Spanish and Portuguese.

Only to tell when not to split a name; never to decide which part of it is the family name.
"""

from __future__ import annotations

#: As they are romanised. Where one comes first and none comes last, the family name may come first.
EAST_ASIAN = frozenset(
    """
    an bai bui cai cao chai chan chang chao chau chen cheng cheung chiu cho choi chong chou chow chu chung cui dai dang
    deng ding do dong du duan duong fan fang feng fu gao ge geng gong gu guan guo ha han hao he ho hoang hou hsieh hsu
    hu huang hui hung huynh hwang jang jeon jeong jia jiang jin jo jung kang kim kong kuo kwok kwon lai lam lau le lee
    lei leung li liang liao lim lin ling liu lo long lu luo luu lv ma mai mao mei meng min mo moon mu ng ngo nguyen ni
    nie niu oh ong ou ouyang pan pang park pei peng pham phan phung qi qian qiao qin qiu qu quan ren ryu seo shao shen
    sheng shi shin shu sim sin so son song su sun tan tang tao teng teo tian to tong tran trinh truong tsai tsang tseng
    tu vo vu wan wang wei wen weng wong woo wu xia xiang xiao xie xin xing xiong xu xue yan yang yao ye yeh yi yin ying
    yip yoo yoon you yu yuan yue yun zeng zhai zhan zhang zhao zhen zheng zhong zhou zhu zhuang zou zuo
    """.split()  # noqa: SIM905 - hundreds of quoted words read worse
)

#: Without accents. Where one is the last but one of three words, the family name may be both.
IBERIAN = frozenset(
    """
    aguilar almeida alonso alvarez alves araujo arias barbosa barros batista blanco caballero cabrera calvo campos
    cano cardoso carmona carrasco carvalho castillo castro correia correa cortes costa crespo cruz cunha delgado dias
    diaz diez dominguez duarte duran espinosa esteban fernandes fernandez ferreira ferrer flores fonseca freitas
    fuentes gallardo gallego garcia garrido gil gimenez gomes gomez goncalves gonzales gonzalez guerrero gutierrez
    guzman hernandez herrera herrero hidalgo ibanez iglesias jimenez leon lima lopes lopez lorenzo lozano machado
    marin marques marquez martin martinez martins medina melo mendes mendez mendoza molina monteiro montero mora
    morales moreira moreno moreira munoz nascimento navarro neves nogueira nunes nunez oliveira ortega ortiz pacheco
    parra pascual peixoto pena pereira perez pinto pires prieto ramirez ramos reis reyes ribeiro rios rivera rocha
    rodrigues rodriguez rojas romero rosa rubio ruiz saez salazar salinas sanchez santana santiago santos sanz serrano
    silva silveira soares soler sosa soto souza sousa suarez tavares teixeira torres valdez vargas vasquez vazquez
    vega velasco vera vicente vidal vieira villanueva zapata
    """.split()  # noqa: SIM905 - hundreds of quoted words read worse
)
