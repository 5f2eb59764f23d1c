"""The text of `fashion_cnn.figures` in Korean: titles, descriptions and labels.

Keys and placeholders are the same as in `captions.LABELS`. No particle follows a placeholder,
because its form depends on how the number is read aloud.
"""

KOREAN = {
    "kernel_step": (
        "Y[{row}, {column}] = {result}",
        "크기가 {image}인 그림 위에 놓인 {kernel} 커널. 0부터 세어 행 {rows}, 열 {columns}. "
        "계산: {sum} = {result}. 이 값을 쓰는 자리는 출력({output})의 [{row}, {column}].",
    ),
    "padding_modes": (
        "패딩: 커널 {kernel}, 스트라이드 {stride}",
        "크기가 {size}인 그림을 패딩 없이, 그리고 'same'과 'full'의 0 테두리를 두르고 그렸습니다. "
        "한 변의 출력 크기: {outputs}. 동그라미는 창의 가운데이고, 첫 창과 마지막 창에는 틀을 "
        "둘렀습니다.",
    ),
    "receptive_field": (
        "출력 픽셀 하나가 보는 입력: {field} 픽셀",
        "거쳐 온 층: {layers}. 그 끝에 있는 픽셀 하나의 수용 영역을 출력에서 그림 쪽으로 "
        "거슬러 그렸습니다. 크기: {fields} 픽셀.",
    ),
    "convolution_matrix": (
        "같은 수를 행렬 곱 하나로",
        "그림({image})과 커널({kernel})의 교차상관은 행렬({matrix})과의 곱입니다. 각 행에서 창이 "
        "놓인 자리에는 가중치가 있고(모두 {weights}개) 나머지는 0입니다.",
    ),
    "flip_or_not": (
        "교차상관(⋆)과 합성곱(*)",
        "그림과 크기가 같은 커널({kernel}). 교차상관은 커널을 그대로 씁니다: {correlation}. "
        "합성곱은 커널을 먼저 반 바퀴 돌립니다: {convolution}.",
    ),
    "pooling": (
        "풀링 {window}, 스트라이드 {stride}",
        "표({table})를 {window} 창으로 풀링합니다. 창의 수: {windows}. 최대: {max}; "
        "평균: {average}; 최소: {min}.",
    ),
    "transposed": (
        "전치 합성곱, 스트라이드 {stride}: 픽셀마다 도장 하나, 그리고 그 합",
        "그림({image})의 픽셀 {pixels}개가 저마다 커널({kernel})에 자기 값을 곱해 도장처럼 "
        "찍습니다. 도장 사이의 간격: {stride}. 겹치는 곳은 더해져 출력({output})이 됩니다.",
    ),
    "zeros_between": (
        "전치 합성곱, 스트라이드 {stride}: 픽셀 사이에 0을 넣고 커널은 돌려서",
        "그림({image})의 이웃한 픽셀 사이에 0을 {zeros}개씩 넣고 0으로 테두리를 두른 "
        "표({spread}). 여기에 반 바퀴 돌린 커널({kernel})로 교차상관을 하면 출력({output})이 "
        "나옵니다.",
    ),
    "upsampling": (
        "작은 그림을 크게",
        "그림({image})과, 네 가지 방법으로 키운 같은 그림({output}): 최근접, 쌍선형, 쌍삼차, "
        "그리고 전치 합성곱(가중치: {kernel}).",
    ),
    "filtered_photographs": (
        "사람이 설계한 커널",
        "사진({image})에 커널을 하나씩 적용한 결과: {names}. 수의 합이 0인 커널에서는 회색이 0, "
        "검정과 흰색의 값: {limits}. 나머지에서는 검정이 0, 흰색이 255입니다.",
    ),
    "difference_histogram": (
        "자연 이미지는 대체로 매끄럽다",
        "이웃한 픽셀의 차이 {count:,}개(이미지 {images}장)의 로그 눈금 히스토그램. 차이가 5단계 "
        "이하인 비율: {small:.0%}. 그런데도 표준편차({deviation:.1f})의 네 배를 넘는 비율: "
        "{far:.1%}. 정규 분포라면 0.006%입니다.",
    ),
    "pixel_numbers": (
        "이미지는 수의 표",
        "크기가 {image}인 이미지와 그 일부의 수. 행 {rows}, 열 {columns}, 가장 작은 값 {low}, "
        "가장 큰 값 {high}. 0은 검정, 255는 흰색입니다.",
    ),
    "weights_compared": (
        "가중치의 수: 이미지 {image}, 은닉 유닛 {hidden}개",
        "로그 눈금으로 나타낸 가중치의 수(편향 제외). 완전 연결: {dense}; 지역 연결"
        "(창 {window}): {local}; 합성곱(필터 {filters}개): {convolution}.",
    ),
    "architecture": (
        "{network}: {input} → {output}, 매개변수 {parameters:,}개",
        "신경망 {network}. 입력: {input}, 출력: {output}, 매개변수: {parameters:,}개. {said}",
    ),
    "rows_said": "단계: {stages}.",
    "u_said": "내려가는 단계 {down}개, 올라가는 단계 {up}개의 U자 모양: {stages}.",
    "skips_said": "스킵 연결 {count}개: {skips}.",
    "skip_said": "{start} → {end}, {shape}",
    "u_scales": "상자의 높이: 맵의 크기, 너비: 채널 수(로그 눈금). 굵은 글씨: 모양, 매개변수 수.",
    "skips": "가로지르는 화살표: 스킵 연결.",
    "no_skips": "스킵 연결은 없습니다.",
    "branches_said": "층: {layers}.",
    "layer_said": "{name} ({what}, {shape}; {parameters:,}), 입력: {parents}",
    "grouped": "정규화, 활성화 함수, 드롭아웃은 그것이 딸린 층과 함께 표시합니다.",
    "parameters": "매개변수 {count:,}개",
    "sees": "입력 {shape}",
    "stage_said": "{shape} ({contents}; {parameters:,})",
    "side_said": "{at} 옆의 보조 출력, 모양 {shape} ({parameters:,})",
    "scales": "상자의 높이: 맵의 크기, 너비: 채널 수(로그 눈금). 막대: 벡터. "
    "아래 굵은 글씨: 매개변수 수.",
    "jumps": "단계를 건너뛰어 그리지 않은 연결: {count}개.",
    "side": "보조 출력 {shape}",
    "sum": "잔차 블록\n{inside}",
    "dense_layer": "{inside}\n(밀집 블록)",
    "module": "모듈\n{inside}",
    "other": "블록\n{inside}",
    "branches": "가지 {count}개",
    "convs": "합성곱 {size} {count}개",
    "layers": "층 {count}개",
    "more": "그 밖에 {count}개",
    "Conv": "합성곱 {size}",
    "PartialConv": "부분 합성곱 {size}",
    "ConvTranspose": "전치 합성곱 {size}",
    "max_pool": "최대 풀링 {size}",
    "average_pool": "평균 풀링 {size}",
    "TrainablePool": "서브샘플링 {size}",
    "GlobalAveragePool": "맵별 평균",
    "BatchNorm": "배치 정규화",
    "LocalResponseNorm": "지역 응답 정규화",
    "Flatten": "평탄화",
    "Dropout": "드롭아웃",
    "Dense": "완전 연결",
    "ZeroPad": "0 패딩",
    "Crop": "잘라내기",
    "Add": "합",
    "Concatenate": "이어 붙이기",
    "RadialBasis": "거리",
    "input": "입력",
    "max": "최대",
    "average": "평균",
    "min": "최소",
    "picture": "그림",
    "nearest": "최근접",
    "bilinear": "쌍선형",
    "bicubic": "쌍삼차",
    "transposed_by": "전치 합성곱",
    "identity": "항등",
    "diagonal_edges": "대각선 에지",
    "edges_4_neighbours": "에지(이웃 4개)",
    "edges_8_neighbours": "에지(이웃 8개)",
    "sharpen": "샤프닝",
    "box_blur": "박스 블러",
    "grey_is_zero": "회색 = 0",
    "difference": "이웃한 픽셀의 차이",
    "share": "비율",
    "horizontal": "왼쪽에서 오른쪽",
    "vertical": "위에서 아래",
    "normal": "정규 분포\n(분산 같음)",
    "dense": "완전 연결",
    "local": "지역 연결",
    "convolution": "합성곱",
}
