"""The words of labels, furniture and notices in each language: data without code."""

from __future__ import annotations

LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "published": {
        "en": (
            "Publication Date", "Published", "Published on", "Publishing date", "Date published", "Date of publication",
            "Posted", "Posted on", "Release date", "Publish date",
        ),
        "ar": ("تاريخ النشر", "نشر في", "نُشر بتاريخ", "نشر بتاريخ", "تم النشر في", "تاريخ الإصدار"),
        "fr": ("Date de publication", "Publié le", "Publiée le", "Mis en ligne le", "Date de parution"),
        "es": ("Fecha de publicación", "Publicado", "Publicado el", "Publicada el"),
        "de": ("Veröffentlicht", "Veröffentlicht am", "Erschienen am", "Publiziert am", "Erstellt am"),
        "it": ("Pubblicato", "Pubblicato il", "Data di pubblicazione"),
        "pt": ("Publicado em", "Data de publicação", "Data da publicação"),
        "nl": ("Gepubliceerd", "Gepubliceerd op", "Publicatiedatum"),
        "tr": ("Yayınlanma", "Yayınlanma tarihi", "Yayın tarihi"),
        "id": ("Diterbitkan", "Dipublikasikan", "Tanggal terbit", "Tanggal publikasi"),
        "sw": ("Imechapishwa", "Tarehe ya kuchapishwa"),
        "sq": ("Publikuar më", "Publikuar", "Data e publikimit"),
        "sr": ("Objavljeno", "Datum objave", "Објављено", "Датум објаве"),
        "mk": ("Објавено", "Објавено на", "Датум на објавување"),
        "ru": ("Опубликовано", "Дата публикации"),
        "fa": ("تاریخ انتشار", "منتشر شده در"),
        "ur": ("تاریخ اشاعت", "شائع شدہ"),
        "bn": ("প্রকাশ", "প্রকাশিত", "প্রকাশের তারিখ"),
    },
    "updated": {
        "en": ("Last updated", "Last updated on", "Updated", "Updated on", "Last modified", "Last update"),
        "ar": ("آخر تحديث", "تاريخ التحديث", "تم التحديث في", "حُدّث في"),
        "fr": ("Dernière mise à jour", "Mis à jour le", "Mise à jour", "Date de mise à jour", "Actualisé le"),
        "es": ("Última actualización", "Actualizado", "Actualizado el", "Fecha de actualización"),
        "de": ("Aktualisiert", "Aktualisiert am", "Zuletzt aktualisiert", "Zuletzt aktualisiert am", "Akt.", "Stand",
            "Letzte Änderung", "Letzte Aktualisierung"),
        "it": ("Aggiornato", "Aggiornato il", "Ultimo aggiornamento", "Ultima modifica"),
        "pt": ("Atualizado", "Atualizado em", "Última atualização", "Última modificação"),
        "nl": ("Bijgewerkt", "Bijgewerkt op", "Laatst bijgewerkt", "Laatst gewijzigd"),
        "tr": ("Güncelleme", "Güncelleme tarihi", "Son güncelleme"),
        "id": ("Diperbarui", "Terakhir diperbarui"),
        "sq": ("Përditësuar", "Përditësuar më"),
        "sr": ("Ažurirano", "Poslednja izmena", "Ажурирано"),
        "mk": ("Ажурирано", "Последна промена"),
        "ru": ("Обновлено", "Последнее обновление"),
    },
    "type": {
        "en": ("Content Type", "Type of content", "Type"),
        "ar": ("نوع المحتوى", "نوع المادة"),
        "fr": ("Type de contenu", "Type"),
        "es": ("Tipo de contenido", "Tipo"),
    },
    "share": {
        "en": ("Share", "Share this", "Share on", "Share this page", "Share this article"),
        "ar": ("سهم", "شارك", "مشاركة", "شارك هذا المقال"),
        "fr": ("Partager", "Partagez", "Partager cet article"),
        "es": ("Comparte", "Compartir", "Compartir en"),
    },
    "authors": {
        "en": ("Author", "Authors", "Author(s)", "Author/s", "Written by", "By"),
        "ar": ("المؤلف", "المؤلفون", "الكاتب", "بقلم", "إعداد"),
        "fr": ("Auteur", "Auteurs", "Auteur(s)", "Auteur.e.s", "Autrice", "Par", "Rédigé par"),
        "es": ("Autor/es", "Autor", "Autores", "Autor(es)", "Autora", "Por", "Escrito por"),
    },
    "tags": {
        "en": ("Tags", "Topics", "Themes", "Keywords", "Filed under"),
        "ar": ("الوسوم", "العلامات", "المواضيع", "الكلمات المفتاحية", "كلمات مفتاحية"),
        "fr": ("Étiquettes", "Mots-clés", "Thèmes", "Tags"),
        "es": ("Etiquetas", "Temas", "Palabras clave"),
    },
    "reading_time": {
        "en": ("Reading time", "Read time", "Estimated reading time"),
        "ar": ("وقت القراءة", "مدة القراءة"),
        "fr": ("Temps de lecture", "Durée de lecture"),
        "es": ("Tiempo de lectura",),
    },
    "where_when": {
        "en": ("Where & When", "Where and When", "When & Where", "When and Where", "Date & Place", "Date and Location"),
        "ar": ("أين ومتى", "متى وأين", "المكان والزمان", "الزمان والمكان", "المكان والتاريخ", "التاريخ والمكان"),
        "fr": ("Où et quand", "Quand et où", "Lieu et date", "Date et lieu"),
        "es": ("Dónde y cuándo", "Cuándo y dónde", "Lugar y fecha", "Fecha y lugar"),
    },
    "when": {
        "en": ("When", "Date", "Dates", "Date and time", "Event date"),
        "ar": ("متى", "التاريخ", "الموعد", "التاريخ والوقت"),
        "fr": ("Quand", "Date", "Dates", "Date et heure"),
        "es": ("Cuándo", "Fecha", "Fechas", "Fecha y hora"),
        "de": ("Termin", "Wann", "Datum", "Datum und Uhrzeit"),
        "it": ("Quando", "Data", "Data e ora"),
        "pt": ("Quando", "Data", "Data e hora"),
        "nl": ("Wanneer", "Datum"),
    },
    "start": {
        "en": ("Start date", "Starts", "Begins", "From"),
        "ar": ("تاريخ البدء", "تاريخ البداية"),
        "fr": ("Date de début", "Début"),
        "es": ("Fecha de inicio", "Inicio"),
    },
    "end": {
        "en": ("End date", "Ends", "Until"),
        "ar": ("تاريخ الانتهاء", "تاريخ النهاية"),
        "fr": ("Date de fin", "Fin"),
        "es": ("Fecha de finalización", "Fecha de fin", "Fin"),
    },
    "place": {
        "en": ("Where", "Venue", "Location", "Place", "Where we are"),
        "ar": ("المكان", "الموقع", "مكان الانعقاد"),
        "fr": ("Où", "Lieu", "Endroit"),
        "es": ("Dónde", "Lugar", "Sede"),
        "de": ("Ort", "Wo", "Veranstaltungsort"),
        "it": ("Dove", "Luogo"),
        "pt": ("Onde", "Local"),
        "nl": ("Waar", "Locatie"),
    },
    "organiser": {
        "en": ("Organiser", "Organizer", "Organisers", "Organised by", "Hosted by"),
        "ar": ("المنظم", "الجهة المنظمة"),
        "fr": ("Organisateur", "Organisateurs", "Organisé par"),
        "es": ("Organizador", "Organizadores", "Organizado por"),
    },
    "overview": {
        "en": ("Overview", "Description", "Summary"),
        "ar": ("نظره عامه", "نظرة عامة", "الوصف", "وصف", "ملخص"),
        "fr": ("Vue d’ensemble", "Aperçu", "Description", "Résumé"),
        "es": ("Visión general", "Resumen", "Descripción", "Descripción general"),
    },
    "downloads": {
        "en": ("Downloads", "Download"),
        "ar": ("التحميلات", "التنزيلات", "تحميل", "تنزيل"),
        "fr": ("Téléchargements", "Télécharger", "Téléchargement"),
        "es": ("Descargas", "Descargar", "Descarga"),
    },
    "event_report": {
        "en": ("Event Report", "Event report (PDF)"),
        "ar": ("تقرير الحدث", "تقرير الفعالية"),
        "fr": ("Rapport d’événement", "Rapport de l’événement", "Compte rendu de l’événement"),
        "es": ("Informe del evento", "Informe de evento"),
    },
    "related": {
        "en": ("Related", "Related stories", "Related articles", "Related news", "Related posts", "Read also"),
        "ar": ("أخبار ذات صلة", "مقالات ذات صلة", "مواضيع ذات صلة", "اقرأ أيضا"),
        "fr": ("À lire aussi", "Articles liés", "Lire aussi", "Sur le même sujet"),
        "es": ("Noticias relacionadas", "Artículos relacionados", "Lea también"),
    },
    "next_steps": {
        "en": ("Next Steps", "Next Step", "Looking ahead", "What’s next", "The way forward"),
        "ar": ("الخطوات التالية", "الخطوات القادمة", "الخطوات المقبلة"),
        "fr": ("Prochaines étapes", "Étapes suivantes", "Les prochaines étapes"),
        "es": ("Próximos pasos", "Siguientes pasos", "Pasos siguientes"),
    },
    "partners": {
        "en": ("Partners", "Donors", "Partners Represented", "International Partners Represented"),
        "ar": ("الشركاء", "الجهات المانحة", "المانحون"),
        "fr": ("Partenaires", "Donateurs", "Bailleurs de fonds"),
        "es": ("Socios", "Donantes", "Socios representados"),
    },
    "represented": {
        "en": (
            "Local Governments Represented", "Cities Represented", "City Associations Represented",
            "Governments Represented", "National Governments Represented",
        ),
        "ar": ("الحكومات المحلية الممثلة", "المدن الممثلة", "الحكومات الممثلة"),
        "fr": ("Gouvernements locaux représentés", "Villes représentées", "Gouvernements représentés"),
        "es": ("Gobiernos locales representados", "Ciudades representadas", "Gobiernos representados"),
    },
}  # fmt: skip
"""Field to language to the label's printed forms, without colon."""

FURNITURE = {
    "en": """News & Events|News and Events|Stay up to date with the latest news, articles and event reports|Read more
        |Read more »|Back to top|Skip to content|Skip to main content|Comments are closed.|Subscribe|Related news|Menu
        |Search        |Sign up to our newsletter|Facebook|Twitter|X|LinkedIn|YouTube|Instagram|WhatsApp
        |Copy link|Print|Close""",
    "ar": """الأخبار و الأحداث|الأخبار والأحداث|الأخبار والفعاليات|ابق على اطلاع بأحدث الأخبار والمقالات وتقارير الأحداث
        |اقرأ المزيد|إقرأ المزيد|العودة إلى الأعلى|اشترك|بحث|القائمة|التعليقات مغلقة.|اشترك في نشرتنا الإخبارية""",
    "fr": """Actualités et événements|Actualités & événements|En savoir plus|Lire la suite|Lire plus|Haut de page
        |S'abonner        |Aller au contenu|Aller au contenu principal|Les commentaires sont fermés.
        |Rechercher|Imprimer|Fermer
        |Restez au courant des dernières nouvelles, articles et rapports d’événements""",
    "es": """Noticias y eventos|Leer más|Saber más|Volver arriba|Suscribirse|Suscríbete|Ir al contenido|Buscar|Imprimir
        |Saltar al contenido|Los comentarios están cerrados.|Cerrar
        |Manténgase al día de las últimas noticias, artículos e informes de eventos""",
}
"""Whole lines that stand on every page of a site, a bar between them."""

TRANSLATED = (
    "WPML", "translated automatically", "automatically translated", "machine translated", "machine-translated",
    "machine translation", "ترجمة محتوى هذا الموقع تلقائي", "تمت الترجمة تلقائي", "ترجمة آلية", "مترجم آليا",
    "مترجم تلقائي", "traduit automatiquement", "traduite automatiquement", "automatiquement traduit",
    "traduction automatique", "traducido automáticamente", "traducida automáticamente",
    "automáticamente traducido", "traducción automática",
)  # fmt: skip
"""What a notice says of a page that a machine translated."""
