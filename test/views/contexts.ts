// What surrounds sample pages: a usual organisation, one with everything at its limits, none.
import type { ViewContext } from '../../views/context.ts';

const locale = { language: 'en', tag: 'en-GB' } as const;

export const usual: ViewContext = {
  locale,
  zone: 'Europe/Berlin',
  brand: {
    name: 'Northwind Clinic',
    logoHref: null,
    styleHref: null,
    helpText: 'Call the IT desk: extension 4400, day and night.',
  },
  application: 'Patient Records',
  firstParty: null,
};

/** In German, whose words are the longest that we have. */
export const german: ViewContext = {
  ...usual,
  locale: { language: 'de', tag: 'de-DE' },
  brand: {
    name: 'Klinikum Nordwind',
    logoHref: null,
    styleHref: null,
    helpText: 'Rufen Sie die IT an: Durchwahl 4400, Tag und Nacht.',
  },
};

/** In German: a name of 60 letters in one word, an application of 60, two lines of help, a yellow accent and a wide logo. */
export const extreme: ViewContext = {
  locale: german.locale,
  zone: 'America/Argentina/ComodRivadavia',
  brand: {
    name: 'Universitätsklinikumverwaltungsgesellschaftmbhnordostbayern',
    logoHref: '/logo.svg',
    styleHref: '/tenant.css',
    helpText:
      'Rechenzentrum, Haus 12: +49 800 330 4400\nhttps://hilfe.universitaetsklinikumverwaltung.example/zwei-faktor',
  },
  application: 'Patientendatenverwaltungssystem der Intensivstationen Nord',
  firstParty: null,
};

export const bare: ViewContext = { locale, zone: 'UTC', brand: null, application: null, firstParty: null };
