# Run every time the policy is loaded; one false line stops the service from starting.
?= not grant("public", _, "Household", _, _);
?= not grant("public", _, "Member", _, _);
?= not field("public", _, "Household", _, _, _);
?= not group("public", _, "Household", _, _, _);
?= not field(_, _, "Member", "id_number", "clear", _);
?= not group(_, _, _, "direct", _, _);
?= not grant("administrator", _, "Household", _, _);
?= not field("auditor", _, _, "phone", _, _);
?= grant("helper", "", "Household", "read", "paired");
?= not grant("public", _, "welfare", _, _);
?= not grant("public", _, "payment", _, _);
?= not field(_, _, "Account", "bank_card", "clear", _);
?= not grant("administrator", _, "welfare", _, _);
?= not grant("third_party", _, "Household", _, _);
?= not group("public", _, "open", "internal", _, _);
?= not grant("manager", _, "discipline", _, _);
?= not grant("auditor", _, "discipline", _, _);
