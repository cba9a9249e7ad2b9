"""A resident asks in their own words, asks on, asks why, and says whether it helped."""

from __future__ import annotations

from flask.testing import FlaskClient

CHAT = "/api/v1/chat/messages"


def test_asking_following_up_and_asking_why(client: FlaskClient) -> None:
    first = client.post(CHAT, json={"text": "俺村低保咋申请", "place": "410482106234"}).get_json()
    assert first["intent"]["kind"] == "policy"
    assert first["intent"]["scheme"] == "minimum_living_allowance"
    assert first["intent"]["facet"] == "procedure"
    assert first["citations"]
    assert all(one["effective_from"] <= first["as_of"] for one in first["citations"])

    again = client.post(
        CHAT, json={"text": "那要带什么材料", "conversation_id": first["conversation_id"]}
    ).get_json()
    assert again["conversation_id"] == first["conversation_id"]
    assert (again["intent"]["scheme"], again["intent"]["facet"]) == (
        "minimum_living_allowance",
        "materials",
    )

    why = client.post(CHAT + "?explain=true", json={"text": "低保要什么材料"}).get_json()
    assert why["explanation"]["matched"]
    assert set(why["explanation"]) == {"normalised", "tokens", "matched", "rejected"}

    page = client.get(f"/explain/{why['message_id']}")
    assert page.status_code == 200
    assert "低保" in page.get_data(as_text=True)

    rated = client.post(f"{CHAT}/{first['message_id']}/feedback", json={"helpful": True})
    assert rated.status_code == 200


def test_the_same_question_gives_the_same_answer(client: FlaskClient) -> None:
    answers = [client.post(CHAT, json={"text": "临时救助几天能批"}).get_json() for _ in range(3)]
    for answer in answers:
        answer.pop("message_id")
        answer.pop("conversation_id")
    assert answers[0] == answers[1] == answers[2]


def test_danger_gets_a_number_first(client: FlaskClient) -> None:
    answer = client.post(CHAT, json={"text": "俺不想活了"}).get_json()
    assert answer["intent"]["kind"] == "emergency"
    first_line = answer["reply"]["text"].splitlines()[0]
    assert any(character.isdigit() for character in first_line)


def test_what_is_not_ours_is_said_kindly(client: FlaskClient) -> None:
    answer = client.post(CHAT, json={"text": "驾照到期怎么换"}).get_json()
    assert answer["intent"]["kind"] == "out_of_scope"
    assert answer["reply"]["text"]


def test_numbers_typed_into_the_chat_are_not_kept(client: FlaskClient) -> None:
    typed = "我电话13900001111能办低保吗"
    answer = client.post(CHAT, json={"text": typed}).get_json()
    page = client.get(f"/explain/{answer['message_id']}").get_data(as_text=True)
    assert "13900001111" not in page
    assert "139****1111" in page
