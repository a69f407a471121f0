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
