"""The six themes and two more of the telephone survey: their items, and how each is usually judged."""

THEME_ITEMS: dict[str, tuple[str, ...]] = {
    "network": ("network_coverage", "network_speed", "network_stability", "network_dead_spots"),
    "installation_repair": (
        "installation_repair_speed",
        "installation_repair_appointment",
        "installation_repair_norm",
        "installation_repair_staff_image",
        "installation_repair_notice",
    ),
    "product": (
        "product_stability",
        "product_functions",
        "product_bundling",
        "product_tariff_fit",
        "product_billing_accuracy",
        "product_extensibility",
    ),
    "promotion": (
        "promotion_clarity",
        "promotion_truthfulness",
        "promotion_ease_of_joining",
        "promotion_delivery",
    ),
    "hall": (),
    "hotline": (
        "hotline_answer",
        "hotline_competence",
        "hotline_attitude",
        "hotline_solved_at_once",
    ),
    "support": ("support_after_sales", "support_online_service"),
    "image": ("image_brand", "image_responsibility"),
}
THEME_LEVEL = {
    "network": -1.0,
    "installation_repair": 2.0,
    "product": -1.5,
    "promotion": -3.5,
    "hall": 2.5,
    "hotline": -0.5,
    "support": 0.5,
    "image": 3.0,
}
ITEM_LEVEL = {
    "network_dead_spots": -6.0,
    "network_coverage": 2.0,
    "product_tariff_fit": -5.0,
    "promotion_clarity": -3.0,
    "promotion_truthfulness": -4.0,
    "hotline_answer": -3.0,
    "hotline_solved_at_once": -4.0,
    "installation_repair_appointment": -2.0,
}
